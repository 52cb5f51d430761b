"""What notifications stores: messages, the channels of a person, heartbeats."""

from notifications.models.heartbeat import Heartbeat
from notifications.models.message import AUDIT_FAULT, Channels, Message, MessageQuerySet, Reminded

__all__ = ["AUDIT_FAULT", "Channels", "Heartbeat", "Message", "MessageQuerySet", "Reminded"]
