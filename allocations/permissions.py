"""Who may do what with notices and filings. Each check returns the refusal that is shown, or None."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from accounts.permissions.policies import Policy, not_the_drafter, only
from allocations.models import Consultation, Filing, Notice, Reduction, Release
from common.constraints import NotAllowed, Refusal

Kind = Organisation.Kind
CLERK, OFFICER, ANYBODY = (Role.CLERK,), (Role.OFFICER,), (Role.CLERK, Role.OFFICER, Role.VIEWER)

POLICIES = {
    "notice.draft": Policy(
        CLERK,
        (Kind.MIIT,),
        "drafts and edits a notice, a correction or a revocation; sends, recalls or discards it",
    ),
    "notice.sign": Policy(
        OFFICER,
        Organisation.SIGNING,
        "signs a notice that names the organisation as signer",
        "who drafted or edited it",
    ),
    "notice.return": Policy(
        OFFICER, Organisation.SIGNING, "returns a notice to draft that names the organisation as signer"
    ),
    "reporting_year.add": Policy(
        CLERK, (Kind.MIIT,), "names a group that reports in the year because of a notice outside this system"
    ),
    "reporting_year.see": Policy(ANYBODY, (Kind.MIIT, Kind.MNR), "sees which groups report in a year"),
    "filing.draft": Policy(CLERK, (Kind.GROUP,), "drafts the own group's sub-allocation and has it consulted"),
    "filing.submit": Policy(
        OFFICER, (Kind.GROUP,), "signs and submits the own group's sub-allocation", "who edited it"
    ),
    "filing.recall": Policy(OFFICER, (Kind.GROUP,), "takes the own group's sub-allocation back until it is decided"),
    "filing.decide": Policy(OFFICER, (Kind.MIIT,), "accepts a sub-allocation for record, or returns it"),
    "reduction.draft": Policy(CLERK, (Kind.MIIT,), "drafts a reduction of quota after a violation"),
    "reduction.order": Policy(OFFICER, (Kind.MIIT,), "orders a reduction of quota, or withdraws it", "who drafted it"),
    "release.draft": Policy(CLERK, (Kind.MIIT,), "drafts a release of the reserve"),
    "release.order": Policy(
        OFFICER, (Kind.MIIT,), "orders a release of the reserve, or withdraws it", "who drafted it"
    ),
    "quota.take_over": Policy(OFFICER, (Kind.MIIT,), "has a successor take over the quota after a merger"),
    "reasons.see": Policy(
        ANYBODY,
        (Kind.MIIT, Kind.MNR, Kind.GROUP),
        "sees how often and why was returned and corrected",
        "of another group",
    ),
    "filing.see_whole": Policy(
        ANYBODY, (Kind.MIIT, Kind.MNR, Kind.GROUP), "reads the letter of a sub-allocation", "of another group"
    ),
    "filing.opine": Policy(
        OFFICER, (Kind.PROVINCE_MIIT, Kind.PROVINCE_MNR, Kind.MNR), "gives the opinion of the authority that was asked"
    ),
}


def draft_notice(user: User) -> Refusal | None:
    """A MIIT clerk drafts."""
    return only(user, POLICIES["notice.draft"])


def edit_notice(user: User, notice: Notice) -> Refusal | None:
    """A MIIT clerk edits a draft, sends it for signature, recalls or discards it."""
    return only(user, POLICIES["notice.draft"])


def sign_notice(user: User, notice: Notice) -> Refusal | None:
    """An officer of each organisation that signs; the drafter does not, and nobody signs twice."""
    return (
        only(user, POLICIES["notice.sign"])
        or _signatory(user, notice)
        or not_the_drafter(user, *notice.editor_ids)
        or _not_signed_yet(user, notice)
        or _not_signed_by(user, notice)
    )


def return_notice(user: User, notice: Notice) -> Refusal | None:
    """Whoever may sign may return instead."""
    return only(user, POLICIES["notice.return"]) or _signatory(user, notice)


def _signatory(user: User, notice: Notice) -> Refusal | None:
    if user.organisation.kind in notice.signing_kinds:
        return None
    return NotAllowed("not_a_signatory", _("Your organisation is not among those that sign this notice."))


def _not_signed_yet(user: User, notice: Notice) -> Refusal | None:
    if all(signature.organisation_id != user.organisation_id for signature in notice.signatures.all()):
        return None
    return Refusal("signed_already", _("Your organisation has signed this notice already."))


def see_whole_notice(user: User, notice: Notice) -> Refusal | None:
    """A group reads only its own share of a confidential notice; the PDF holds everybody's."""
    if user.sees_everything or not notice.confidential or user.organisation.kind in notice.signing_kinds:
        return None
    return NotAllowed(
        "confidential_notice",
        _("The notice is confidential: its document holds every group's share; read your own on the notice's page."),
    )


def read_notice_document(user: User, notice: Notice) -> Refusal | None:
    """The notice as it is printed; of an imported one the system has the figures and not the wording."""
    if notice.imported_from_id is not None:
        return Refusal(
            "is_imported",
            _("The figures of this notice were imported from a workbook; its wording is not in the system."),
        )
    return see_whole_notice(user, notice)


def _not_signed_by(user: User, notice: Notice) -> Refusal | None:
    """Two ministries, two people: nobody signs for both, not in another's place either."""
    mine = {user.pk, user.acting_for.pk if user.acting_for else None}
    if all(
        mine.isdisjoint({row.signed_by_id, row.signed_for_id or row.signed_by_id}) for row in notice.signatures.all()
    ):
        return None
    return NotAllowed("same_person", _("You signed this notice for another organisation; somebody else has to sign."))


def open_reporting_year(user: User) -> Refusal | None:
    """A MIIT clerk; what it opens are duties, no quota."""
    return only(user, POLICIES["reporting_year.add"])


def see_reporting_years(user: User) -> Refusal | None:
    """The ministries; a group has its own months on its list."""
    return only(user, POLICIES["reporting_year.see"])


def draft_filing(user: User, group: Organisation) -> Refusal | None:
    """A clerk of the group itself."""
    return only(user, POLICIES["filing.draft"]) or _own_group(user, group)


def submit_filing(user: User, filing: Filing) -> Refusal | None:
    """An officer of the group who did not draft it."""
    return (
        only(user, POLICIES["filing.submit"])
        or _own_group(user, filing.group)
        or not_the_drafter(user, *filing.editor_ids)
    )


def decide_filing(user: User, filing: Filing) -> Refusal | None:
    """A MIIT officer accepts for record or returns."""
    return only(user, POLICIES["filing.decide"])


def recall_filing(user: User, filing: Filing) -> Refusal | None:
    """An officer of the group, whoever drafted it: what is taken back has to be signed again by two people."""
    return only(user, POLICIES["filing.recall"]) or _own_group(user, filing.group)


def discard_filing(user: User, filing: Filing) -> Refusal | None:
    """A clerk of the group itself, who would draft the next version."""
    return draft_filing(user, filing.group)


def draft_reduction(user: User) -> Refusal | None:
    """A MIIT clerk drafts."""
    return only(user, POLICIES["reduction.draft"])


def order_reduction(user: User, reduction: Reduction) -> Refusal | None:
    """A MIIT officer who did not draft it."""
    return only(user, POLICIES["reduction.order"]) or not_the_drafter(user, reduction.drafted_by_id)


def withdraw_reduction(user: User, reduction: Reduction) -> Refusal | None:
    """An officer of MIIT, or whoever drafted it: withdrawing moves nothing."""
    return None if user.pk == reduction.drafted_by_id else only(user, POLICIES["reduction.order"])


def draft_release(user: User) -> Refusal | None:
    """A MIIT clerk drafts."""
    return only(user, POLICIES["release.draft"])


def order_release(user: User, release: Release) -> Refusal | None:
    """A MIIT officer who did not draft it."""
    return only(user, POLICIES["release.order"]) or not_the_drafter(user, release.drafted_by_id)


def withdraw_release(user: User, release: Release) -> Refusal | None:
    """An officer of MIIT, or whoever drafted it: withdrawing moves nothing."""
    return None if user.pk == release.drafted_by_id else only(user, POLICIES["release.order"])


def take_over(user: User) -> Refusal | None:
    """A MIIT officer; the merger itself was entered, with its document, by who keeps the organisations."""
    return only(user, POLICIES["quota.take_over"])


def see_reasons(user: User) -> Refusal | None:
    """The ministries all groups' reasons, a group its own."""
    return only(user, POLICIES["reasons.see"])


def see_whole_filing(user: User) -> Refusal | None:
    """The group and the ministries; a province sees the lines of its own enterprises, on the page."""
    if POLICIES["filing.see_whole"].fits(user):
        return None
    return NotAllowed(
        "whole_filing",
        _("The letter holds the whole group; a province reads the lines of its own enterprises on the page."),
    )


def give_opinion(user: User, consultation: Consultation) -> Refusal | None:
    """The authority that was asked, by its officer."""
    asked = only(user, POLICIES["filing.opine"])
    if asked is None and consultation.authority_id != user.organisation_id:
        return NotAllowed("not_asked", _("Another authority was asked here; each gives its own opinion."))
    return asked


def _own_group(user: User, group: Organisation) -> Refusal | None:
    if user.organisation_id == group.pk:
        return None
    return NotAllowed("not_your_group", _("Only the group itself splits its share."))
