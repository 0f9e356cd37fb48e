"""Make a stage of dictionary files: lay our corrections over it, and the common words that say where to cut.

The common words are those of `frequency.tsv`, which is Simplified. For the way back they are converted first, since
its dictionary is small and holds rare names and phrases (於單, 明覆) that two common words side by side form by chance.
It fails where the cut that is wanted needs a word that is not common.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbench.script import corrections, matching, package
from workbench.script.matching import Stage

# The form of a common word, or none where the dictionary gives it, and log2 of its frequency.
Common = tuple[str, int]
# Our own words rank with common ones when a text is cut.
_OWN_CLASS = 13


def read(files: tuple[str, ...]) -> Stage:
    """Compile dictionary files; an entry with a separator inside can never match and is left out."""
    characters: dict[int, str] = {}
    phrases: dict[str, str] = {}
    ranks: dict[str, int] = {}
    for rank, file in reversed(list(enumerate(files))):  # the earlier file wins
        entries = package.usual(file)
        # A character with a longer form is looked for like a phrase, since the table keeps all offsets.
        singles = [key for key in entries if len(key) == 1 and len(entries[key]) == 1]
        characters.update((ord(key), entries.pop(key)) for key in singles)
        phrases.update(entries)
        ranks.update(dict.fromkeys(entries, rank))
    for word in package.separated(phrases):
        del phrases[word]
    return Stage(characters, phrases, ranks=ranks if len(set(ranks.values())) > 1 else {})


def correct(stage: Stage, table: str, common: Mapping[str, Common]) -> tuple[Stage, dict[str, str]]:
    """Lay our words over a stage and let the common words decide where to cut.

    Args:
        stage: what the dictionary package has.
        table: which of our tables corrects it, `s2t` or `t2s`.
        common: the common words in the script that the stage reads.

    Returns:
        The stage, and the words of our table with the reason of each.
    """
    entries = list(corrections.words(table))
    usual = {ord(entry.word): entry.form for entry in entries if entry.word == entry.character}
    phrases = _mended(stage.phrases) if table == "s2t" else dict(stage.phrases)
    base = Stage({**stage.characters, **usual}, phrases)
    missing = {word: form for word, (form, _) in common.items() if len(word) > 1 and word not in phrases}
    plain = base.convert_all([word for word, form in missing.items() if not form])
    phrases.update({word: form or plain[word] for word, form in missing.items()})
    classes = {word: level for word, (_, level) in common.items()}
    own: dict[str, str] = {}
    for entry in entries:
        if entry.word == entry.character:
            continue
        before = phrases.get(entry.word) or base.convert_alone(entry.word)
        phrases[entry.word] = "".join(
            entry.form if character == entry.character else other
            for character, other in zip(entry.word, before, strict=True)
        )
        own[entry.word] = entry.reason
        classes[entry.word] = max(classes.get(entry.word, 0), _OWN_CLASS)
    return Stage(base.characters, phrases, matching.shortest_path, classes), own


def common_simplified() -> dict[str, Common]:
    """Give the common words as Simplified text has them; the dictionary knows their other form."""
    return {word: ("", level) for word, level in corrections.frequency_classes().items()}


def common_traditional() -> dict[str, Common]:
    """Give the common words as Taiwan prints them, each with its Simplified form: the way back is cut by them too."""
    forward, _ = correct(read(package.chain("s2t")[0]), "s2t", common_simplified())
    prints = str.maketrans(package.usual("TWVariants.txt"))
    common: dict[str, Common] = {}
    for word, level in corrections.frequency_classes().items():
        form = forward.phrases.get(word) or forward.table.convert(word)
        common.setdefault(form.translate(prints), (word, level))
    return common


def cut_by(stage: Stage, common: Mapping[str, Common]) -> tuple[Stage, dict[str, Common]]:
    """Let the common words decide where a stage of variants cuts its few phrases.

    Returns:
        The stage, and the common words as it leaves them, for the stage behind it.
    """
    words = [word for word in common if word not in stage.phrases]
    forms = {**stage.phrases, **stage.convert_all(words)}
    disputed = set("".join(stage.phrases))
    phrases = {word: forms[word] for word in words if len(word) > 1 and not disputed.isdisjoint(word)}
    classes = {word: level for word, (_, level) in common.items() if not disputed.isdisjoint(word)}
    changed = {forms[word]: value for word, value in common.items()}
    return Stage(stage.characters, {**stage.phrases, **phrases}, matching.shortest_path, classes), changed


def _mended(phrases: Mapping[str, str]) -> dict[str, str]:
    """Give the forms that people write in place of variants, and no character that was left Simplified."""
    text = "\n".join(phrases.values())
    for variant, form in corrections.forms().items():
        text = text.replace(variant, form)
    known = package.dictionary("STCharacters.txt")
    for character in set(text).intersection(known):
        if character not in known[character]:
            text = text.replace(character, known[character][0])
    return dict(zip(phrases, text.split("\n"), strict=True))


def fuse(stage: Stage, variants: Mapping[int, str]) -> Stage:
    """Do a later table of single characters in the same pass."""
    characters = {**variants, **{code: value.translate(variants) for code, value in stage.characters.items()}}
    # A few dozen replacements in one long text are faster than a look-up for each of its characters.
    text = "\n".join(stage.phrases.values())
    for code, form in variants.items():
        text = text.replace(chr(code), form)
    values = text.split("\n")
    return Stage(characters, dict(zip(stage.phrases, values, strict=True)), stage.cut, stage.classes, stage.ranks)
