"""What the log calls the events of signing in."""

from django.utils.translation import gettext_lazy

from audit.events import EventLabels

LABELS = EventLabels(
    areas={
        "second_factor": gettext_lazy("Signing in"),
        "sign_in": gettext_lazy("Signing in"),
        "sign_out": gettext_lazy("Signing in"),
        "password": gettext_lazy("Signing in"),
        "session": gettext_lazy("Signing in"),
        "token": gettext_lazy("Signing in"),
    },
    actions={
        "second_factor.reset": gettext_lazy("second factor reset"),
        "sign_in": gettext_lazy("signed in"),
        "sign_in.fail": gettext_lazy("sign-in failed"),
        "sign_out": gettext_lazy("signed out"),
        "session.end_others": gettext_lazy("other sessions ended"),
        "password.change": gettext_lazy("password changed"),
        "token.create": gettext_lazy("API token created"),
        "token.revoke": gettext_lazy("API token revoked"),
        "second_factor.set_up": gettext_lazy("second factor set up"),
        "second_factor.reencrypt": gettext_lazy("secret encrypted with a new key"),
        "second_factor.renew_codes": gettext_lazy("recovery codes renewed"),
        "second_factor.fail": gettext_lazy("wrong code of the second factor"),
        "second_factor.recovery_code": gettext_lazy("recovery code used"),
        "second_factor.add_passkey": gettext_lazy("passkey added"),
        "second_factor.remove_passkey": gettext_lazy("passkey removed"),
        "second_factor.remove": gettext_lazy("second factor removed"),
    },
    keys={
        "way": gettext_lazy("by which way"),
        "ways": gettext_lazy("by which ways"),
        "sessions": gettext_lazy("sessions"),
    },
    values={
        "password": gettext_lazy("password"),
        "mfa": gettext_lazy("second factor"),
        "session ended": gettext_lazy("session ended"),
    },
    things={
        "sign-in": gettext_lazy("sign-in"),
    },
)
