"""Signing in and out."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView

from accounts.demo import demo_accounts


class SignIn(LoginView):
    """The sign-in page; in the demo it also offers the demo's accounts."""

    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the demo's accounts, in the demo only."""
        accounts = demo_accounts() if settings.DEMO else []
        return super().get_context_data(demo_accounts=accounts, **kwargs)
