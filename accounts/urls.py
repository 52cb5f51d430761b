"""People and delegations of one's own organisation, and the organisations themselves."""

from django.urls import path

from accounts.views import delegations, notes, organisations, people, phrases

urlpatterns = [
    path("organisation/people/", people.people_list, name="people_list"),
    path("organisation/people/invite/", people.person_invite, name="person_invite"),
    path("organisation/people/<int:pk>/", people.person_detail, name="person_detail"),
    path("organisation/people/<int:pk>/roles/", people.person_roles, name="person_roles"),
    path("organisation/people/<int:pk>/disable/", people.person_disable, name="person_disable"),
    path("organisation/people/<int:pk>/enable/", people.person_enable, name="person_enable"),
    path("organisation/people/<int:pk>/link/", people.person_renew_link, name="person_renew_link"),
    path("organisation/delegations/", delegations.delegation_list, name="delegation_list"),
    path("organisation/delegations/new/", delegations.delegation_new, name="delegation_new"),
    path("organisation/delegations/<int:pk>/end/", delegations.delegation_end, name="delegation_end"),
    path("notes/<slug:kind>/<int:pk>/", notes.note_list, name="note_list"),
    path("notes/<int:pk>/withdraw/", notes.note_withdraw, name="note_withdraw"),
    path("organisation/phrases/", phrases.phrase_list, name="phrase_list"),
    path("organisation/phrases/<int:pk>/edit/", phrases.phrase_edit, name="phrase_edit"),
    path("organisation/phrases/<int:pk>/move/", phrases.phrase_move, name="phrase_move"),
    path("organisation/phrases/<int:pk>/remove/", phrases.phrase_remove, name="phrase_remove"),
    path("organisations/", organisations.organisation_list, name="organisation_list"),
    path("organisations/new/", organisations.organisation_new, name="organisation_new"),
    path("organisations/merge/", organisations.organisation_merge, name="organisation_merge"),
    path("organisations/provinces/new/", organisations.province_new, name="province_new"),
    path("organisations/<int:pk>/", organisations.organisation_detail, name="organisation_detail"),
    path("organisations/<int:pk>/names/", organisations.organisation_names, name="organisation_names"),
    path("organisations/<int:pk>/validity/", organisations.organisation_validity, name="organisation_validity"),
    path("organisations/<int:pk>/invite/", organisations.organisation_invite, name="organisation_invite"),
]
