from concurrent.futures import ThreadPoolExecutor

from readiness_portal.settings.secrets import stored_secret_key


def test_key_is_made_once_and_kept(tmp_path):
    path = tmp_path / "key"
    key = stored_secret_key(path)
    assert len(key) >= 50
    assert stored_secret_key(path) == key


def test_key_is_readable_by_its_owner_alone(tmp_path):
    stored_secret_key(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


def test_keys_of_two_installations_differ(tmp_path):
    assert stored_secret_key(tmp_path / "a") != stored_secret_key(tmp_path / "b")


def test_key_of_a_process_that_comes_second_is_that_of_the_first(tmp_path):
    """The second has seen no file, and finds one when it wants to put its own there."""
    path = tmp_path / "key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: stored_secret_key(path), range(8)))
    assert keys == {path.read_text()}
    assert [file.name for file in tmp_path.iterdir()] == ["key"]
