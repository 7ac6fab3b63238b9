"""The rules by which claims get a second review."""

from django.contrib import messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles import access
from articles.access import Action
from articles.flow.second_reviewing import add_rule, end_rule
from articles.forms.rules import RuleForm
from articles.models import SecondReview, SecondReviewRule
from articles.models.second_reviews import RuleKind
from articles.views.request import Request


@require_GET
def rule_list(request: Request) -> HttpResponse:
    """Show the rules, each with how many claims it asked for, and the forms for new ones."""
    access.require(request.user, Action.SECOND_REVIEW)
    return show_rules(request)


@require_POST
def rule_add(request: Request) -> HttpResponse:
    """Add a rule; it holds for what is found, assigned or decided from now on."""
    access.require(request.user, Action.SECOND_REVIEW)
    form = RuleForm(request.POST)
    if not form.is_valid():
        return show_rules(request, form, status=422)
    add_rule(actor=request.user, **form.cleaned_data)
    messages.success(request, _("The rule holds from now on."))
    return redirect("rule_list")


@require_POST
def rule_end(request: Request, pk: int) -> HttpResponse:
    """End a rule; what it has asked for stays asked for."""
    access.require(request.user, Action.SECOND_REVIEW)
    end_rule(actor=request.user, rule=get_object_or_404(SecondReviewRule, pk=pk))
    messages.success(request, _("The rule has ended. What it asked for stays asked for."))
    return redirect("rule_list")


def with_counts() -> QuerySet[SecondReviewRule]:
    """Return the rules with ``asked_count``, of how many claims each asked for a second review; in one query."""
    asked = SecondReview.objects.filter(rule=OuterRef("pk")).order_by().values("rule").annotate(n=Count("pk"))
    count = Coalesce(Subquery(asked.values("n"), output_field=IntegerField()), 0)
    return SecondReviewRule.objects.select_related("created_by", "ended_by").annotate(asked_count=count).order_by("pk")


def show_rules(request: Request, sent: RuleForm | None = None, *, status: int = 200) -> HttpResponse:
    """Render the rules; ``sent`` is the form as it was sent, shown in the place of a blank one of its kind."""
    forms = {kind.value: RuleForm.blank(kind) for kind in RuleKind}
    if sent is not None and sent["kind"].value() in forms:
        forms[sent["kind"].value()] = sent
    rules = list(with_counts())
    values = {
        "rules": [rule for rule in rules if rule.ended_at is None],
        "ended": [rule for rule in rules if rule.ended_at is not None],
        "forms": list(forms.values()),
    }
    return render(request, "newsroom/rules.html", values, status=status)
