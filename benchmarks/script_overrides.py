"""Measure how overrides of a variant outlive edits of the base: `python -m benchmarks.script_overrides [edits]`.

Every character of a paragraph has an identity, and an edit moves identities about, so that the true place of an
override is known after it. Misplaced is whatever the engine carried to another place than that, or carried although its
characters were rewritten.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from benchmarks._common import Table
from workbench.script import Override, carry

EDITS = 5000
SENTENCES = (
    "天亮以后，她把门板一块块卸下来。",
    "码头上只有几个人在等船。",
    "工会后来租下了里面的两间屋子。",
    "纸价涨了一倍，账本上写得清清楚楚。",
    "“里面的人都走了吗？”老周问。",
    "没有人回答，只听见机器的声音。",
    "他们在后面的院子里种了一排向日葵。",
    "罢工的消息是第三天才传到对岸的。",
    "她说，几十年的信都还留着。",
    "后面的事情，大家都知道了。",
    "里面的人说，先把灯点起来。",
    "他说里面的人不多。",
    "船上的钟敲了六下，雾还没有散。",
    "书记念完名单，台下一片安静。",
)
WORDS = ("里面", "后来", "台上", "大家", "半夜", "慢慢地", "据说", "在山后的小路上", "发了信", "周", "；", "，")
Marked = list[tuple[str, int]]
Edit = Callable[[random.Random, list[Marked], Iterator[int]], list[Marked]]


def marked(text: str, ids: Iterator[int]) -> Marked:
    """Give every character an identity."""
    return [(character, next(ids)) for character in text]


def insert_sentence(choose: random.Random, sentences: list[Marked], ids: Iterator[int]) -> list[Marked]:
    at = choose.randint(0, len(sentences))
    return [*sentences[:at], marked(choose.choice(SENTENCES), ids), *sentences[at:]]


def delete_sentence(choose: random.Random, sentences: list[Marked], ids: Iterator[int]) -> list[Marked]:
    at = choose.randrange(len(sentences))
    return sentences[:at] + sentences[at + 1 :]


def replace_sentence(choose: random.Random, sentences: list[Marked], ids: Iterator[int]) -> list[Marked]:
    at = choose.randrange(len(sentences))
    return [*sentences[:at], marked(choose.choice(SENTENCES), ids), *sentences[at + 1 :]]


def move_sentence(choose: random.Random, sentences: list[Marked], ids: Iterator[int]) -> list[Marked]:
    rest = list(sentences)
    moved = rest.pop(choose.randrange(len(rest)))
    rest.insert(choose.randint(0, len(rest)), moved)
    return rest


def change_words(choose: random.Random, sentences: list[Marked], ids: Iterator[int]) -> list[Marked]:
    """Insert, delete or replace up to six characters somewhere."""
    which = choose.randrange(len(sentences))
    sentence = sentences[which]
    start = choose.randrange(len(sentence))
    end = min(len(sentence), start + choose.choice((0, 0, 1, 2, 4, 6)))
    put = marked(choose.choice(("", *WORDS)), ids)
    # Whoever types again what stood there has not changed it.
    while start < end and put and sentence[start][0] == put[0][0]:
        start, put = start + 1, put[1:]
    while start < end and put and sentence[end - 1][0] == put[-1][0]:
        end, put = end - 1, put[:-1]
    return [*sentences[:which], [*sentence[:start], *put, *sentence[end:]], *sentences[which + 1 :]]


EDITS_BY_NAME: dict[str, Edit] = {
    "a sentence inserted": insert_sentence,
    "a sentence deleted": delete_sentence,
    "a sentence replaced": replace_sentence,
    "a sentence moved": move_sentence,
    "some characters changed": change_words,
}


def joined(sentences: list[Marked]) -> tuple[str, list[int]]:
    """Give the text and the identity of each character."""
    flat = [pair for sentence in sentences for pair in sentence]
    return "".join(character for character, _ in flat), [identity for _, identity in flat]


def one_edit(choose: random.Random, edit: Edit, outcomes: Counter[str], *, repeating: bool) -> None:
    """Put three overrides on a paragraph, edit it, and count what became of them."""
    ids = iter(range(10_000))
    picked = choose.choices(SENTENCES, k=choose.randint(3, 7)) if repeating else choose.sample(SENTENCES, 6)
    sentences = [marked(sentence, ids) for sentence in picked]
    old, old_ids = joined(sentences)
    new, new_ids = joined(edit(choose, sentences, ids))
    if new == old:  # a sentence moved to where it was
        new_ids = old_ids
    places = {identity: at for at, identity in enumerate(new_ids)}
    for start in choose.sample(range(len(old) - 2), 3):
        # Two characters over the end of a sentence stand in neither of the two.
        size = 1 if old[start] in "。？" else choose.choice((1, 1, 1, 2))
        override = Override.at(old, start, start + size, "□")
        own = old_ids[override.start : override.end]
        true = places.get(own[0])
        if true is not None and new_ids[true : true + len(own)] != own:
            true = None
        kept = carry(old, new, [override]).kept
        if true is None:
            outcomes["gone, and asked" if not kept else "MISPLACED"] += 1
        elif not kept:
            outcomes["asked"] += 1
        else:
            outcomes["carried" if kept[0].start == true else "MISPLACED"] += 1


def main() -> int:
    """Print what became of the overrides, by kind of edit; the bars are those of the issue."""
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else EDITS
    choose = random.Random(5)
    table = Table(f"{edits} random edits, three overrides each")
    total: Counter[str] = Counter()
    repeats: Counter[str] = Counter()
    for name, edit in EDITS_BY_NAME.items():
        outcomes: Counter[str] = Counter()
        for _ in range(edits // len(EDITS_BY_NAME)):
            one_edit(choose, edit, outcomes, repeating=False)
            one_edit(choose, edit, repeats, repeating=True)
        share = outcomes["carried"] / (outcomes["carried"] + outcomes["asked"])
        table.row(name, f"{share:.1%} carried")
        total += outcomes
    share = total["carried"] / (total["carried"] + total["asked"])
    table.row("all, carried without asking", f"{share:.1%}", "97 %", met=share >= 0.97)
    table.row("lost or misplaced silently", str(total["MISPLACED"]), "0", met=not total["MISPLACED"])
    share = repeats["carried"] / (repeats["carried"] + repeats["asked"])
    table.row("sentences that repeat, carried", f"{share:.1%}")
    table.row("sentences that repeat, misplaced", str(repeats["MISPLACED"]), "0", met=not repeats["MISPLACED"])
    return table.code()


if __name__ == "__main__":
    sys.exit(main())
