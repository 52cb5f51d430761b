"""Who signs a notice, who approved it above, and who is informed of it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from allocations.models.notice import Notice


class NoticePartyQuerySet(models.QuerySet["NoticeParty"]):
    """Reads of parties."""

    def visible_to(self, user: User) -> Self:
        """Those of visible notices."""
        return self.filter(notice__in=Notice.objects.visible_to(user))

    def signing_here(self) -> Self:
        """The ministries that sign in this system."""
        return self.filter(role=NoticeParty.Role.SIGNS).exclude(kind="")


class NoticeParty(models.Model):
    """A party to a notice: a kind of organisation of this system, or a body outside it by its name.

    A body outside signs or approves on paper; `reference` is the document in which it did.
    """

    class Role(models.TextChoices):
        SIGNS = "signs", _("signs")
        APPROVES = "approves", _("approved it")
        INFORMED = "informed", _("is informed")

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="parties")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    kind = models.CharField(_("kind"), max_length=16, choices=Organisation.Kind, blank=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    reference = models.CharField(_("document"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    objects = NoticePartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party to a notice")
        verbose_name_plural = _("parties to notices")
        ordering = ("notice", "position")
        constraints = (
            models.UniqueConstraint(fields=["notice", "position"], name="notice_party_once_per_position"),
            models.CheckConstraint(
                condition=(Q(kind="") & ~Q(name="")) | (~Q(kind="") & Q(name="")), name="notice_party_is_one_of_two"
            ),
            models.CheckConstraint(
                condition=~Q(role="signs") | Q(kind__in=("", "miit", "mnr", "ndrc")),
                name="notice_party_signs_for_a_ministry",
            ),
        )

    def __str__(self) -> str:
        return self.printed

    @property
    def printed(self) -> str:
        """The name as documents print it."""
        names = {
            "miit": "工业和信息化部",
            "mnr": "自然资源部",
            "ndrc": "国家发展和改革委员会",
            "province_miit": "有关省（自治区）工业和信息化主管部门",
            "province_mnr": "有关省（自治区）自然资源主管部门",
        }
        return self.name or names.get(self.kind, str(Organisation.Kind(self.kind).label))
