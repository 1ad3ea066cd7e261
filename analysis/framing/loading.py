"""A codebook in YAML -> a Codebook, every fault in it named with its line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import resources
from analysis.errors import InputError, nearest
from analysis.framing.codebook import STRENGTHS, Calibration, Codebook, Context, CueEntry, Frame, Question
from analysis.framing.lexicon import Lexicon
from analysis.framing.notation import NotationError, Variant, read_cue
from analysis.framing.yaml_lines import Lines, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOP = {"id", "name", "version", "definition", "source", "licence", "lists", "exclude", "contexts", "frames"}
_FRAME = {"id", "name", "definition", "questions", "exclude", "examples", "counterexamples", "calibration"}
_QUESTION = {"id", "question", "cues", "calibration"}
_CONTEXT = {"id", "name", "cues", "per_100_words", "damps", "factor"}
_CALIBRATION = {"intercept", "mass", "density"}


def load_codebook(path: str | Path | None = None) -> Codebook:
    """Read and check a codebook.

    In: the path of a YAML file, the name of a shipped one (``generisch``, ``episodisch``), or None
    for the generic frames. Out: the Codebook. Raises InputError naming file, line and remedy.

    >>> [frame.id for frame in load_codebook("episodisch").frames]
    ['episodic', 'thematic']
    """
    name = "generisch" if path is None else str(path)
    if name in shipped():
        return _load_shipped(name)
    file = Path(name)
    if not file.is_file():
        raise InputError(
            f"Das Codebuch „{name}“ gibt es nicht; bitte eine YAML-Datei angeben "
            f"oder eines der mitgelieferten: {', '.join(shipped())}.{nearest(name, shipped())}"
        )
    return _load_unchanged(file.resolve(), file.stat().st_mtime_ns, file.stat().st_size)


@lru_cache(maxsize=8)
def _load_unchanged(file: Path, changed: int, size: int) -> Codebook:
    """Read a file once for all articles; ``changed`` and ``size`` tell it from a later version."""
    return _load(file)


@cache
def shipped() -> tuple[str, ...]:
    """Return the names of the codebooks that come with the suite."""
    folder = files("analysis.resources").joinpath("codebooks")
    return tuple(
        sorted(item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml"))
    )


@cache
def _load_shipped(name: str) -> Codebook:
    with as_file(files("analysis.resources").joinpath("codebooks", f"{name}.yaml")) as file:
        return _load(file)


def _load(file: Path) -> Codebook:
    data, lines = read_yaml(file)
    return _Reader(data, lines).codebook()


class _Reader:
    """Walks the parsed YAML; keeps the path of keys so that every error can name its line."""

    def __init__(self, data: Any, lines: Lines) -> None:
        self.data, self.lines = data, lines
        self.lists: dict[str, tuple[str, ...]] = {}
        self.single: list[tuple[tuple[Any, ...], str, tuple[str, ...]]] = []  # cues of one word

    def codebook(self) -> Codebook:
        data = self._mapping((), self.data, _TOP, {"id", "name", "version", "frames"})
        self._read_lists(data.get("lists") or {})
        shared = self._cues(("exclude",), data.get("exclude"), "strong")
        frames = tuple(self._frames(data, shared))
        contexts = tuple(self._contexts(data, {frame.id for frame in frames}))
        self._check_breadth()
        content = json.dumps(data, sort_keys=True, ensure_ascii=False)
        return Codebook(
            **{
                key: str(data.get(key, ""))
                for key in ("id", "name", "version", "definition", "source", "licence")
            },
            hash=hashlib.sha256(content.encode()).hexdigest()[:10],
            frames=frames,
            contexts=contexts,
        )

    def _fail(self, path: tuple[Any, ...], message: str) -> InputError:
        return InputError(f"{self.lines.where(path)}: {message}")

    def _mapping(
        self, path: tuple[Any, ...], value: Any, allowed: set[str], needed: set[str]
    ) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._fail(path, f"Hier wird ein Block mit {', '.join(sorted(needed))} erwartet.")
        for key in value:
            if key not in allowed:
                raise self._fail(
                    (*path, key),
                    f"Den Schlüssel „{key}“ kennt das Codebuch hier nicht;"
                    f" erlaubt sind {', '.join(sorted(allowed))}.{nearest(str(key), allowed)}",
                )
        if absent := sorted(needed - set(value)):
            raise self._fail(path, f"Es fehlt „{absent[0]}“.")
        return value

    def _sequence(self, path: tuple[Any, ...], value: Any) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._fail(path, "Hier wird eine Liste erwartet (Zeilen mit „- “).")
        return value

    def _id(self, path: tuple[Any, ...], value: Any, seen: dict[str, int]) -> str:
        text = str(value)
        if not text.isidentifier() or not text.isascii():
            raise self._fail(path, f"Die id „{text}“ darf nur aus Buchstaben a–z, Ziffern und _ bestehen.")
        if text in seen:
            raise self._fail(
                path, f"Die id „{text}“ gibt es schon in Zeile {seen[text]}; ids sind eindeutig."
            )
        seen[text] = self.lines.line(path)
        return text

    def _read_lists(self, lists: Any) -> None:
        if not isinstance(lists, dict):
            raise self._fail(
                ("lists",), "Hier wird je Liste eine Zeile „name: [Wort, Wort]“ erwartet, ohne „- “."
            )
        for name, words in lists.items():
            path = ("lists", name)
            entries = self._sequence(path, words)
            if not entries:
                raise self._fail(path, f"Die Liste „{name}“ ist leer und trifft nie.")
            for i, word in enumerate(entries):
                self._variants((*path, i), str(word))
            self.lists[str(name)] = tuple(str(word) for word in entries)

    def _frames(self, data: Mapping[str, Any], shared: tuple[CueEntry, ...]) -> Iterator[Frame]:
        seen: dict[str, int] = {}
        frames = self._sequence(("frames",), data["frames"])
        if not frames:
            raise self._fail(("frames",), "Das Codebuch hat keinen Frame.")
        for i, item in enumerate(frames):
            path = ("frames", i)
            block = self._mapping(path, item, _FRAME, {"id", "name", "definition", "questions"})
            exclude = shared + self._cues((*path, "exclude"), block.get("exclude"), "strong")
            calibration = self._calibration((*path, "calibration"), block.get("calibration"), Calibration())
            frame_id = self._id((*path, "id"), block["id"], seen)
            yield Frame(
                id=frame_id,
                name=str(block["name"]),
                definition=str(block["definition"]).strip(),
                questions=tuple(self._questions(path, block, exclude, calibration)),
                exclude=exclude,
                examples=self._texts((*path, "examples"), block.get("examples")),
                counterexamples=self._texts((*path, "counterexamples"), block.get("counterexamples")),
                calibration=calibration,
            )

    def _questions(
        self,
        frame: tuple[Any, ...],
        block: Mapping[str, Any],
        exclude: tuple[CueEntry, ...],
        calibration: Calibration,
    ) -> Iterator[Question]:
        seen: dict[str, int] = {}
        cues_seen: dict[str, int] = {}
        barred = {entry.text for entry in exclude}
        questions = self._sequence((*frame, "questions"), block["questions"])
        if not questions:
            raise self._fail((*frame, "questions"), "Der Frame hat keine Frage.")
        for i, item in enumerate(questions):
            path = (*frame, "questions", i)
            question = self._mapping(path, item, _QUESTION, {"id", "question"})
            groups = self._mapping((*path, "cues"), question.get("cues") or {}, set(STRENGTHS), set())
            entries: list[CueEntry] = []
            for strength, cues in groups.items():
                at = (*path, "cues", strength)
                for j, entry in enumerate(self._cues(at, cues, strength)):
                    self._check_cue((*at, j), entry.text, barred, cues_seen)
                    entries.append(entry)
            yield Question(
                self._id((*path, "id"), question["id"], seen),
                str(question["question"]),
                tuple(entries),
                self._calibration((*path, "calibration"), question.get("calibration"), calibration),
            )

    def _check_cue(self, path: tuple[Any, ...], cue: str, barred: set[str], seen: dict[str, int]) -> None:
        if cue in barred:
            raise self._fail(path, f"Das Stichwort „{cue}“ steht auch unter „exclude“ und trifft darum nie.")
        if cue in seen:
            raise self._fail(
                path, f"Das Stichwort „{cue}“ steht schon in Zeile {seen[cue]}; je Frame nur einmal."
            )
        seen[cue] = self.lines.line(path)

    def _cues(self, path: tuple[Any, ...], cues: Any, strength: str) -> tuple[CueEntry, ...]:
        entries = enumerate(self._sequence(path, cues))
        return tuple(
            CueEntry(str(cue), strength, tuple(self._variants((*path, i), cue))) for i, cue in entries
        )

    def _variants(self, path: tuple[Any, ...], cue: Any) -> list[Variant]:
        if not isinstance(cue, str) or not cue.strip():
            raise self._fail(path, f"Das Stichwort „{cue}“ ist kein Text; bitte in Anführungszeichen setzen.")
        try:
            variants = read_cue(cue, self.lists)
        except NotationError as error:
            raise self._fail(path, f"Das Stichwort „{cue}“ {error}.") from error
        slots = [slot for part in variants[0].parts for slot in part.slots]
        if len(slots) == 1 and path[0] != "lists":
            self.single.append((path, cue, slots[0]))
        return variants

    def _check_breadth(self) -> None:
        """Raise InputError for a cue that by itself matches one of the commonest words."""
        # base forms stand among them: the dictionary of lemmas would take a second to read
        lexicon = Lexicon([slot for _, _, slot in self.single], base=str)
        for word in resources.words("codebooks/commonest"):
            for number in lexicon[word]:
                path, cue, _ = self.single[number]
                raise self._fail(
                    path, f"Das Stichwort „{cue}“ trifft fast jeden Text (zum Beispiel „{word}“)."
                )

    def _texts(self, path: tuple[Any, ...], value: Any) -> tuple[str, ...]:
        return tuple(str(item) for item in self._sequence(path, value))

    def _calibration(self, path: tuple[Any, ...], value: Any, default: Calibration) -> Calibration:
        if value is None:
            return default
        block = self._mapping(path, value, _CALIBRATION, _CALIBRATION)
        numbers = {key: self._number((*path, key), block[key]) for key in _CALIBRATION}
        if numbers["mass"] < 0 or numbers["density"] < 0:
            raise self._fail(path, "„mass“ und „density“ dürfen nicht negativ sein.")
        return Calibration(**numbers)

    def _number(self, path: tuple[Any, ...], value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._fail(path, f"Hier wird eine Zahl erwartet, nicht „{value}“.")
        return float(value)

    def _contexts(self, data: Mapping[str, Any], frames: set[str]) -> Iterator[Context]:
        seen: dict[str, int] = {}
        for i, item in enumerate(self._sequence(("contexts",), data.get("contexts"))):
            path = ("contexts", i)
            block = self._mapping(path, item, _CONTEXT, _CONTEXT)
            damps = self._texts((*path, "damps"), block["damps"])
            for j, frame in enumerate(damps):
                if frame not in frames:
                    raise self._fail(
                        (*path, "damps", j), f"Den Frame „{frame}“ gibt es nicht.{nearest(frame, frames)}"
                    )
            yield Context(
                self._id((*path, "id"), block["id"], seen),
                str(block["name"]),
                self._cues((*path, "cues"), block["cues"], "strong"),
                self._number((*path, "per_100_words"), block["per_100_words"]),
                damps,
                self._number((*path, "factor"), block["factor"]),
            )
