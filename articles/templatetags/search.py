"""The words of the search: its filters in the language of the page, and addresses that ask for more."""

from django import template
from django.http import QueryDict
from django.template.context import RequestContext
from django.utils.translation import get_language

from articles.searching import FILTER_WORDS
from articles.templatetags.claims import answer_word

register = template.Library()


@register.simple_tag
def filter_word(name: str) -> str:
    """Return the word of a filter in the language of the page."""
    return FILTER_WORDS.get(get_language() or "", FILTER_WORDS["en"])[name]


def term(name: str, value: str) -> str:
    """Return a filter as somebody would type it, in the language of the page."""
    words = "".join(character for character in (answer_word(value) or value) if character not in '"“”„‟«»″＂')
    return f'{filter_word(name)}:"{words}"' if " " in words else f"{filter_word(name)}:{words}"


@register.simple_tag(takes_context=True)
def narrowed(context: RequestContext, name: str, value: str) -> str:
    """Return the parameters of the page's address with one more filter, from its first page on."""
    parameters: QueryDict = context["request"].GET.copy()
    parameters["q"] = f"{parameters.get('q', '').strip()} {term(name, value)}".strip()
    parameters.pop("after", None)
    return parameters.urlencode()
