"""Where one signs in and out, and keeps one's own password and second factor."""

from django.urls import path

from accounts.views import invitations
from authentication.views import own_sessions, passkeys, second_factor, sign_in

urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="sign_in"),
    # Under the names by which allauth looks for them.
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", sign_in.EnterCode.as_view(), name="mfa_authenticate"),
    path("oidc/<slug:provider_id>/login/", sign_in.oidc_start, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", sign_in.oidc_back, name="openid_connect_callback"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign_out"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("session/", sign_in.session, name="session"),
    path("sessions/", own_sessions.session_list, name="session_list"),
    path("sessions/<int:pk>/end/", own_sessions.session_end, name="session_end"),
    path("password/", sign_in.change_password, name="change_password"),
    path("second-factor/", second_factor.overview, name="second_factor"),
    path("second-factor/set-up/", second_factor.set_up, name="second_factor_set_up"),
    path("second-factor/recovery-codes/", second_factor.renew_codes, name="second_factor_renew_codes"),
    path("second-factor/remove/", second_factor.remove, name="second_factor_remove"),
    path("passkeys/new/", passkeys.passkey_new, name="passkey_new"),
    path("passkeys/challenge/", passkeys.passkey_challenge, name="passkey_challenge"),
    path("passkeys/<int:pk>/remove/", passkeys.passkey_remove, name="passkey_remove"),
]
