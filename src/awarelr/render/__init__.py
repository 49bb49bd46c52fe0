"""From readings and decisions to what a person reads."""

from awarelr.render.explain import explain
from awarelr.render.story import Story

__all__ = ["Story", "explain"]
