"""What notifications stores: messages, the channels of a person, files that are made, heartbeats."""

from notifications.models.heartbeat import Heartbeat
from notifications.models.made_file import MadeFile
from notifications.models.message import AUDIT_FAULT, SERVICE_RED, Channels, Message, MessageQuerySet, Reminded

__all__ = ["AUDIT_FAULT", "SERVICE_RED", "Channels", "Heartbeat", "MadeFile", "Message", "MessageQuerySet", "Reminded"]
