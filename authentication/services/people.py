"""Who asks: the person of a session with all that every page shows and every permission asks, in two queries."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef

from accounts.models import Delegation, User
from common.periods import today


class PeopleBackend(ModelBackend):
    """Loads a person with organisation and roles, and whether somebody has named them to act today."""

    def get_user(self, user_id: int) -> User | None:
        """The person, if the account is active."""
        day = today()
        named = Delegation.objects.in_force(day).filter(acting=OuterRef("pk")).order_by()
        people = User.objects.select_related("organisation__province").prefetch_related("roles")
        user = people.annotate(is_named=Exists(named)).filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.known_to_act(day, named=bool(getattr(user, "is_named", True)))
        return user
