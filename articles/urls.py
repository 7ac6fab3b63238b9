"""A line a page; the name of an address is the name of its view."""

from django.urls import path

from articles.views import (
    article_lists,
    articles,
    assignments,
    captures,
    claims,
    details,
    extraction,
    health,
    home,
    imports,
    links,
    matches,
    people,
    tables,
    verdicts,
    versions,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", people.sign_in, name="sign_in"),
    path("sign-out/", people.sign_out, name="sign_out"),
    path("healthz", health.health, name="health"),
    # Importing (admin). Feeds get their lines here.
    path("imports/", imports.import_list, name="import_list"),
    path("imports/paste/", imports.import_paste, name="import_paste"),
    path("imports/files/", imports.import_files, name="import_files"),
    path("imports/addresses/", imports.import_addresses, name="import_addresses"),
    path("imports/pieces/<int:pk>/retry/", imports.item_retry, name="item_retry"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/tables/<int:pk>/", tables.table_detail, name="table_detail"),
    path("imports/tables/<int:pk>/confirm/", tables.table_confirm, name="table_confirm"),
    path("imports/tables/<int:pk>/discard/", tables.table_discard, name="table_discard"),
    # Finding and assigning (editor), the queue (journalist).
    path("articles/", article_lists.article_list, name="article_list"),
    path("queue/", assignments.assignment_list, name="assignment_list"),
    path("assignments/", assignments.assignment_create, name="assignment_create"),
    path("assignments/<int:pk>/withdraw/", assignments.assignment_withdraw, name="assignment_withdraw"),
    # Reading and reviewing.
    path("articles/<int:pk>/", articles.article_detail, name="article_detail"),
    path("articles/<int:pk>/edit/", details.article_edit, name="article_edit"),
    path("articles/<int:pk>/copies/", captures.capture_list, name="capture_list"),
    path("articles/<int:pk>/refetch/", captures.article_refetch, name="article_refetch"),
    path("captures/<int:pk>/warc/", captures.capture_warc, name="capture_warc"),
    path("articles/<int:pk>/retry/", articles.extraction_retry, name="extraction_retry"),
    path("articles/<int:pk>/finish/", articles.review_finish, name="review_finish"),
    path("articles/<int:pk>/text/", versions.text_edit, name="text_edit"),
    path("articles/<int:pk>/versions/<int:number>/", versions.version_detail, name="version_detail"),
    path("articles/<int:pk>/claims/add/", claims.claim_add, name="claim_add"),
    path("claims/<slug:public_id>/", claims.claim_detail, name="claim_detail"),
    path("claims/<slug:public_id>/verdict/", verdicts.verdict_create, name="verdict_create"),
    path("claims/<slug:public_id>/edit/", claims.claim_edit, name="claim_edit"),
    path("claims/<slug:public_id>/settle/", versions.claim_settle, name="claim_settle"),
    path("claims/<slug:public_id>/split/", claims.claim_split, name="claim_split"),
    path("claims/<slug:public_id>/merge/", claims.claim_merge, name="claim_merge"),
    path("claims/<slug:public_id>/dismiss/", claims.claim_dismiss, name="claim_dismiss"),
    path("claims/<slug:public_id>/restore/", claims.claim_restore, name="claim_restore"),
    # How claims are found, and how often rightly (editor, admin).
    path("extraction/", extraction.extraction_try, name="extraction_try"),
    path("extraction/versions/", extraction.extraction_versions, name="extraction_versions"),
    path("matches/<int:pk>/", matches.match_decide, name="match_decide"),
    path("appearances/<int:pk>/adopt/", matches.verdict_adopt, name="verdict_adopt"),
    path("links/<int:pk>/", links.link_decide, name="link_decide"),
]
