"""Every address of the site: the articles' pages, and the switch of languages."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

handler400 = "articles.views.errors.bad_request"
handler403 = "articles.views.errors.permission_denied"
handler404 = "articles.views.errors.page_not_found"
handler500 = "articles.views.errors.server_error"

urlpatterns = [
    path("language/", login_not_required(set_language), name="set_language"),
    path("", include("articles.urls")),
]
