"""The demo's accounts: fictional people of real organisations, with passwords that are shown."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import Organisation, Role, User
from common.periods import speaks_chinese


@dataclass(frozen=True)
class DemoAccount:
    """One offered account. The password is public: the demo refuses to run as a service."""

    username: str
    organisation: str
    role: str
    name: str
    purpose_zh: str
    purpose_en: str

    @property
    def password(self) -> str:
        return f"{self.username}-demo-2021"

    @property
    def purpose(self) -> str:
        """What the account is for, in the reader's language."""
        return self.purpose_zh if speaks_chinese() else self.purpose_en


_JOURNEY = (
    DemoAccount("miit-clerk", "miit", Role.CLERK, "演示·工信部经办人",
                "核对2021年度通知草稿并送签", "checks the draft of the annual notice and sends it for signature"),
    DemoAccount("miit-officer", "miit", Role.OFFICER, "演示·工信部负责人",
                "签署通知，受理备案和月报", "signs the notice; accepts filings and reports"),
    DemoAccount("mnr-officer", "mnr", Role.OFFICER, "演示·自然资源部负责人",
                "会签通知", "signs the notice for MNR"),
    DemoAccount("northern-clerk", "northern-re", Role.CLERK, "演示·北方稀土经办人",
                "分解指标、填报2021年9月报表", "splits the quota; files September's report"),
    DemoAccount("northern-officer", "northern-re", Role.OFFICER, "演示·北方稀土负责人",
                "签署并报出分解方案和月报", "signs and submits the filing and the report"),
    DemoAccount("neimenggu-industry", "neimenggu-industry", Role.OFFICER, "演示·内蒙古工信厅",
                "查看本自治区企业的指标与产量", "sees the enterprises of Inner Mongolia with quota and production"),
    DemoAccount("neimenggu-second", "neimenggu-industry", Role.OFFICER, "演示·内蒙古工信厅复核人",
                "双随机抽查的第二人：抽取、上报、认定、解除",
                "the second person of inspections: draws, reports, decides, lifts"),
)  # fmt: skip

# The other organisations have people too, so that their part of 2021 was done by somebody.
_OTHERS = (
    DemoAccount("mnr-clerk", "mnr", Role.CLERK, "演示·自然资源部经办人", "查看", "reads"),
    DemoAccount("neimenggu-resources", "neimenggu-resources", Role.OFFICER, "演示·内蒙古自然资源厅", "查看", "reads"),
    DemoAccount("jiangxi-industry", "jiangxi-industry", Role.OFFICER, "演示·江西工信厅", "查看江西企业", "sees Jiangxi"),
)  # fmt: skip

# Who signs with the two ministries, keeps accounts, the system and the log, or can be named to act for an officer.
_KEEPERS = (
    DemoAccount("ndrc-officer", "ndrc", Role.OFFICER, "演示·国家发展改革委负责人",
                "会签将其列为签署单位的通知", "signs the notices that name NDRC as a signer"),
    DemoAccount("northern-viewer", "northern-re", Role.VIEWER, "演示·北方稀土查阅人",
                "查阅；负责人不在岗时可被指定代行", "reads; can be named to act for the officer"),
    DemoAccount("northern-admin", "northern-re", Role.ADMINISTRATOR, "演示·北方稀土管理员",
                "邀请、停用本单位人员，给予角色", "invites and disables Northern's people, gives roles"),
    DemoAccount("miit-admin", "miit", Role.ADMINISTRATOR, "演示·工信部管理员",
                "邀请、停用本单位人员，给予角色", "invites and disables MIIT's people, gives roles"),
    DemoAccount("system-admin", "operator", Role.SYSTEM_ADMIN, "演示·系统管理员",
                "维护单位、名称、合并，邀请各单位首位人员", "keeps organisations, invites their first people"),
    DemoAccount("security-admin", "operator", Role.SECURITY_ADMIN, "演示·安全管理员",
                "授予单位管理员角色，停用账号", "gives the role of administrator, disables accounts"),
    DemoAccount("audit-admin", "operator", Role.AUDIT_ADMIN, "演示·安全审计员",
                "查阅、筛选、导出审计日志", "reads, filters and exports the log"),
)  # fmt: skip


def demo_accounts() -> list[DemoAccount]:
    """The accounts that are offered: those of the journey in its order, then who keeps accounts and the log."""
    return [*_JOURNEY, *_KEEPERS]


def _group_accounts() -> list[DemoAccount]:
    roles = ((Role.CLERK, "经办人"), (Role.OFFICER, "负责人"))
    return [
        DemoAccount(f"{group.code.rsplit('-', 1)[0]}-{role}", group.code, role,
                    f"演示·{group.short_zh}{label}", "本集团分解与月报", "filing and reports of this group")
        for group in Organisation.objects.groups()
        for role, label in roles
    ]  # fmt: skip


def _province_accounts() -> list[DemoAccount]:
    """An officer of each authority, so that every province checks its months."""
    authorities = Organisation.objects.filter(
        kind__in=(Organisation.Kind.PROVINCE_MIIT, Organisation.Kind.PROVINCE_MNR)
    )
    return [
        DemoAccount(authority.code, authority.code, Role.OFFICER, f"演示·{authority.short_zh}",
                    "调度检查本省（自治区）企业", "checks the enterprises of the province")
        for authority in authorities
    ]  # fmt: skip


@transaction.atomic
def load_demo_people() -> None:
    """Creates the demo's people; run again, it leaves them as they are."""
    for account in {
        a.username: a for a in (*_group_accounts(), *_province_accounts(), *_OTHERS, *_JOURNEY, *_KEEPERS)
    }.values():
        if User.objects.filter(username=account.username).exists():
            continue
        organisation = Organisation.objects.get(code=account.organisation)
        user = User.objects.create_user(
            account.username, account.password, name=account.name, organisation=organisation
        )
        user.roles.add(Role.objects.get(code=account.role))
