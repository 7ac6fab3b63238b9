"""The nouns: what is stored and shown."""

from articles.models.answer_pairs import AnswerPair
from articles.models.articles import Article, ArticleText
from articles.models.assignments import Assignment
from articles.models.captures import Capture, RefusedPage
from articles.models.claimants import Claimant, ClaimantName
from articles.models.claims import Claim
from articles.models.comments import Comment, CommentThread, CommentWording
from articles.models.digests import Digest, DigestChoice
from articles.models.events import Event
from articles.models.evidence import EvidenceCapture, EvidenceFetch, EvidenceFile
from articles.models.extractions import Extraction
from articles.models.feeds import Feed, FeedEvent, FeedRun, SeenEntry
from articles.models.imports import Import, ImportItem, Payload
from articles.models.links import ClaimLink
from articles.models.matches import ArticleMatch, Band, ClaimAppearance, Fingerprint
from articles.models.newsroom import Label, Newsroom, SettingChange
from articles.models.notices import Notice
from articles.models.people import User
from articles.models.presence import Presence
from articles.models.retractions import Retraction
from articles.models.search import SearchRow
from articles.models.second_reviews import SecondReview, SecondReviewRule, VerdictReturn
from articles.models.sites import RobotsFile, Site
from articles.models.tables import UploadedTable
from articles.models.verdicts import Evidence, Verdict
from articles.models.workers import Worker

__all__ = [
    "AnswerPair",
    "Article",
    "ArticleMatch",
    "ArticleText",
    "Assignment",
    "Band",
    "Capture",
    "Claim",
    "ClaimAppearance",
    "ClaimLink",
    "Claimant",
    "ClaimantName",
    "Comment",
    "CommentThread",
    "CommentWording",
    "Digest",
    "DigestChoice",
    "Event",
    "Evidence",
    "EvidenceCapture",
    "EvidenceFetch",
    "EvidenceFile",
    "Extraction",
    "Feed",
    "FeedEvent",
    "FeedRun",
    "Fingerprint",
    "Import",
    "ImportItem",
    "Label",
    "Newsroom",
    "Notice",
    "Payload",
    "Presence",
    "RefusedPage",
    "Retraction",
    "RobotsFile",
    "SearchRow",
    "SecondReview",
    "SecondReviewRule",
    "SeenEntry",
    "SettingChange",
    "Site",
    "UploadedTable",
    "User",
    "Verdict",
    "VerdictReturn",
    "Worker",
]
