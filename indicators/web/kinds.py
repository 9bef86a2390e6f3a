"""Words for the kinds of entities, plans and documents, which are no codes of the domain."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from indicators.models import Document, Entity, Plan

ENTITIES = {
    Entity.Kind.COUNTRY: _("country"),
    Entity.Kind.REGION: _("region"),
    Entity.Kind.PROVINCE: _("province"),
    Entity.Kind.GROUP: _("group"),
    Entity.Kind.WORLD: _("world"),
}
# Over a list of them.
ENTITIES_OF = {
    Entity.Kind.COUNTRY: _("Countries"),
    Entity.Kind.REGION: _("Regions"),
    Entity.Kind.PROVINCE: _("Provinces"),
    Entity.Kind.GROUP: _("Groups of countries"),
    Entity.Kind.WORLD: _("World"),
}
PLANS = {
    Plan.Kind.FIVE_YEAR_PLAN: _("five-year plan"),
    Plan.Kind.PLAN: _("plan"),
    Plan.Kind.LAW: _("law"),
    Plan.Kind.ANNOUNCEMENT: _("announcement"),
    Plan.Kind.CAMPAIGN: _("campaign"),
}
DOCUMENTS = {
    Document.Kind.ARTICLE: _("article"),
    Document.Kind.PLAN: _("plan"),
    Document.Kind.LAW: _("law"),
    Document.Kind.STATEMENT: _("statement"),
    Document.Kind.BULLETIN: _("bulletin"),
    Document.Kind.DATASET: _("data set"),
    Document.Kind.RELEASE: _("release"),
}
