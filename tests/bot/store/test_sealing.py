import json
import multiprocessing
from pathlib import Path

import pytest

from bot.store import Keyring, Unreadable, UnsafeStore


def test_what_is_sealed_is_read_back_and_never_twice_the_same(keyring: Keyring) -> None:
    key = keyring.new_key("olena")
    one, two = (key.seal("olena", "state", "Олена".encode()) for _ in range(2))
    assert one != two
    assert key.unseal("olena", "state", one).decode() == "Олена"


@pytest.mark.parametrize("record, name", [("olena", "address"), ("taras", "state"), ("olena", "state\x00")])
def test_a_value_is_bound_to_its_place(keyring: Keyring, record: str, name: str) -> None:
    key = keyring.new_key("olena")
    with pytest.raises(Unreadable):
        key.unseal(record, name, key.seal("olena", "state", b"x"))


def test_a_value_is_bound_to_its_person(keyring: Keyring) -> None:
    sealed = keyring.new_key("olena").seal("r", "f", b"x")
    with pytest.raises(Unreadable):
        keyring.new_key("olena").unseal("r", "f", sealed)


def test_any_changed_byte_is_noticed(keyring: Keyring) -> None:
    key = keyring.new_key("olena")
    sealed = key.seal("r", "f", b"words")
    for n in range(len(sealed)):
        changed = sealed[:n] + bytes([sealed[n] ^ 1]) + sealed[n + 1 :]
        with pytest.raises(Unreadable):
            key.unseal("r", "f", changed)
    for n in range(len(sealed)):
        with pytest.raises(Unreadable):
            key.unseal("r", "f", sealed[:n])


def test_a_key_is_unwrapped_for_its_own_person_only(keyring: Keyring) -> None:
    key = keyring.new_key("olena")
    again = keyring.unwrap("olena", key.id, key.generation, key.wrapped)
    assert again.unseal("r", "f", key.seal("r", "f", b"x")) == b"x"
    for person, key_id in (("taras", key.id), ("olena", "0" * 16)):
        with pytest.raises(Unreadable):
            keyring.unwrap(person, key_id, key.generation, key.wrapped)


def test_an_envelope_is_bound_to_its_purpose_and_record(keyring: Keyring) -> None:
    envelope = keyring.enclose("dead", "a", b"x")
    assert keyring.disclose("dead", "a", envelope) == b"x"
    for purpose, record in (("farewell", "a"), ("dead", "b")):
        with pytest.raises(Unreadable):
            keyring.disclose(purpose, record, envelope)


def test_digests_differ_by_purpose_and_by_keyring(keyring: Keyring) -> None:
    digests = {ring.mac(purpose, b"x") for ring in (keyring, Keyring.fresh()) for purpose in ("index", "event")}
    assert len(digests) == 4


def test_keys_do_not_show_themselves(keyring: Keyring) -> None:
    key = keyring.new_key("olena")
    assert key.wrapped.hex() not in repr(key)
    assert "AESGCM" not in repr(key)
    assert repr(keyring) == "Keyring(generations=[1], current=1)"


def test_a_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "stra.key"
    one, two = Keyring.open(path, create=True), Keyring.open(path, create=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert one.mac("index", b"x") == two.mac("index", b"x")
    assert [p.name for p in path.parent.iterdir()] == ["stra.key"]


def test_processes_that_start_at_once_agree_on_one_key_file(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        digests = pool.map(_open_and_digest, [str(tmp_path / "stra.key")] * 8)
    assert len(set(digests)) == 1


def _open_and_digest(path: str) -> bytes:
    return Keyring.open(Path(path), create=True).mac("index", b"x")


def test_a_missing_key_file_is_not_made_up(tmp_path: Path) -> None:
    with pytest.raises(UnsafeStore, match="no key file"):
        Keyring.open(tmp_path / "stra.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "stra.key"
    Keyring.open(path, create=True)
    path.chmod(mode)
    with pytest.raises(UnsafeStore, match="chmod 600"):
        Keyring.open(path)


@pytest.mark.parametrize("words", ["", "{}", "[]", "null", '{"schema": 1}', "x" * 100])
def test_a_key_file_that_makes_no_sense_is_refused_in_words(tmp_path: Path, words: str) -> None:
    path = tmp_path / "stra.key"
    path.write_text(words)
    path.chmod(0o600)
    with pytest.raises(UnsafeStore, match="key file"):
        Keyring.open(path)


@pytest.mark.parametrize("change", [{"schema": 2}, {"current": 7}, {"hmac": "c2hvcnQ="}, {"kek": {"one": "x"}}])
def test_a_key_file_with_a_wrong_part_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "stra.key"
    Keyring.open(path, create=True)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(UnsafeStore, match="key file"):
        Keyring.open(path)


def test_a_key_beside_the_data_is_refused_when_others_can_reach_the_service(tmp_path: Path) -> None:
    data = tmp_path / "var"
    inside, outside = data / "keys" / "stra.key", tmp_path / "keys" / "stra.key"
    Keyring.open(inside, create=True, data=data, exposed=False)
    Keyring.open(outside, create=True, data=data, exposed=True)
    with pytest.raises(UnsafeStore, match="beside the data"):
        Keyring.open(inside, data=data, exposed=True)
    (tmp_path / "link").symlink_to(data)
    with pytest.raises(UnsafeStore, match="beside the data"):
        Keyring.open(tmp_path / "link" / "keys" / "stra.key", data=data, exposed=True)


def test_a_new_generation_is_seen_by_other_processes(tmp_path: Path) -> None:
    path = tmp_path / "stra.key"
    one, two = Keyring.open(path, create=True), Keyring.open(path)
    assert one.advance() == 2
    key = one.new_key("olena")
    assert key.generation == 2
    assert two.unwrap("olena", key.id, 2, key.wrapped).id == key.id
    assert two.new_key("taras").generation == 2
    assert path.stat().st_mode & 0o777 == 0o600


def advance_in_a_process(path: str) -> int:
    return Keyring.open(Path(path)).advance()


def test_processes_that_rotate_at_once_make_different_generations(tmp_path: Path) -> None:
    """Two keys of one generation would overwrite each other, and what the first has wrapped would be lost."""
    path = tmp_path / "stra.key"
    Keyring.open(path, create=True)
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        generations = pool.map(advance_in_a_process, [str(path)] * 8)
    assert sorted(generations) == list(range(2, 10))
    assert Keyring.open(path).generations == tuple(range(1, 10))


def test_a_folder_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnsafeStore, match="cannot be"):
        Keyring.open(tmp_path / "file" / "stra.key", create=True)


def test_a_destroyed_generation_is_gone_for_ever(tmp_path: Path) -> None:
    ring = Keyring.open(tmp_path / "stra.key", create=True)
    key, envelope = ring.new_key("olena"), ring.enclose("dead", "a", b"x")
    ring.advance()
    survivor, moved = ring.rewrap(key), ring.reenclose("dead", "a", envelope)
    ring.destroy(1)
    with pytest.raises(Unreadable):
        ring.unwrap("olena", key.id, 1, key.wrapped)
    with pytest.raises(Unreadable):
        ring.disclose("dead", "a", envelope)
    assert ring.unwrap("olena", key.id, 2, survivor.wrapped).id == key.id
    assert ring.disclose("dead", "a", moved) == b"x"
    with pytest.raises(ValueError):
        ring.destroy(2)
