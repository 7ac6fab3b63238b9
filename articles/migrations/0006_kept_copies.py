import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_text_versions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("article_imported", "imported the article"),
                    ("article_refetched", "fetched the page again"),
                    ("details_corrected", "corrected title, byline, date or language"),
                    ("text_corrected", "gave the article a new text"),
                    ("extraction_finished", "found the claims"),
                    ("extraction_failed", "could not find the claims"),
                    ("extraction_retried", "asked to extract again"),
                    ("article_assigned", "assigned the article"),
                    ("assignment_withdrawn", "took the article back"),
                    ("review_finished", "finished the review"),
                    ("review_reopened", "reopened the review"),
                    ("claim_extracted", "found this claim"),
                    ("claim_added", "added this claim"),
                    ("claim_edited", "corrected this claim"),
                    ("claim_merged", "merged this claim"),
                    ("claim_split", "split this claim"),
                    ("claim_dismissed", "dismissed it as not a claim"),
                    ("claim_restored", "took the dismissal back"),
                    ("claim_carried", "carried this claim over to the new text"),
                    ("claim_left_behind", "found its words changed or gone in the new text"),
                    ("claim_opened_anew", "put it up for review again with the new words"),
                    ("claim_set_aside", "set it aside, as the new text no longer says it"),
                    ("claim_decided", "decided"),
                    ("link_confirmed", "confirmed the link"),
                    ("link_rejected", "rejected the link"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="import",
            name="way",
            field=models.CharField(
                choices=[
                    ("paste", "pasted text"),
                    ("files", "files"),
                    ("urls", "web addresses"),
                    ("refetch", "fetched again"),
                    ("command", "command line"),
                    ("demo", "demo"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="importitem",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting"),
                    ("imported", "imported"),
                    ("duplicate", "already here"),
                    ("changed", "a new text"),
                    ("unchanged", "unchanged"),
                    ("refused", "refused"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Capture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.TextField(verbose_name="asked for")),
                ("final_url", models.TextField(verbose_name="answered from")),
                ("captured_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("status", models.PositiveSmallIntegerField()),
                ("request_headers", models.JSONField(default=list)),
                ("response_headers", models.JSONField(default=list)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("packed_body", models.BinaryField(help_text="zlib")),
                ("body_bytes", models.PositiveIntegerField()),
                ("sha256", models.BinaryField(max_length=32)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="captures", to="articles.article"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="captures",
                        to="articles.importitem",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="articletext",
            name="capture",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="texts", to="articles.capture"
            ),
        ),
        migrations.AddIndex(
            model_name="capture",
            index=models.Index(fields=["article", "-id"], name="capture_by_article"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="capture",
            trigger=pgtrigger.compiler.Trigger(
                name="capture_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3c93d348eaf1d5ad433c5eef8fb93b394094ad9a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_capture_append_only_017d8",
                    table="articles_capture",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="capture",
            trigger=pgtrigger.compiler.Trigger(
                name="capture_no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Cannot truncate the append-only table %', TG_TABLE_NAME;",
                    hash="18590095dcb1dc5aa70f90050b433424ca75b0b3",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_capture_no_truncate_fc78e",
                    table="articles_capture",
                    when="BEFORE",
                ),
            ),
        ),
    ]
