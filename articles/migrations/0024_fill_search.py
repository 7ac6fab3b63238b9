"""What was there before it could be found: a row for each, in portions, so that the desk goes on meanwhile."""

from django.db import migrations

PORTION = 5_000

KINDS = (
    ("articles_article", "periksa_search_articles", "article_id", "id"),
    ("articles_claim", "periksa_search_claims", "article_id, claim_id", "article_id, id"),
    (
        "articles_verdict",
        "periksa_search_verdicts",
        "article_id, claim_id, verdict_id, author_id",
        "article_id, claim_id, id, author_id",
    ),
    (
        "articles_evidence",
        "periksa_search_evidence",
        "article_id, claim_id, verdict_id, evidence_id, author_id",
        "article_id, claim_id, verdict_id, id, author_id",
    ),
    ("articles_claimantname", "periksa_search_names", "claimant_id", "claimant_id"),
)


def fill(apps, schema_editor):
    """Write the rows that are missing; once more changes nothing."""
    with schema_editor.connection.cursor() as cursor:
        for table, view, columns, values in KINDS:
            cursor.execute(f"SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM {table}")  # noqa: S608 - ours
            lowest, highest = cursor.fetchone()
            for start in range(lowest, highest + 1, PORTION):
                cursor.execute(
                    f"INSERT INTO articles_searchrow (kind, object_id, {columns}, at, answer, vector) "  # noqa: S608 - ours
                    f"SELECT kind, id, {values}, at, answer, vector FROM {view} WHERE id >= %s AND id < %s "
                    "ON CONFLICT (kind, object_id) DO NOTHING",
                    [start, start + PORTION],
                )
        cursor.execute("ANALYZE articles_searchrow")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("articles", "0023_search")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
