"""The environment that all settings are read from, and where the project lies."""

from pathlib import Path

from quota_admin.environment import Environment

BASE_DIR = Path(__file__).resolve().parents[2]
LOCAL_HOSTS = ["localhost", "127.0.0.1"]

env = Environment()
