import pytest

pytest.register_assert_rewrite("tagging", "tag_reader")
