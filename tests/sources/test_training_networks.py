"""Training the networks of the quotations: the loss, what is fed, and that what is made reads alike."""

import itertools

import numpy as np
import pytest

from analysis.language import segment
from analysis.sources.found import Found
from analysis.sources.labels import MESSAGE_LABELS
from analysis.sources.network import hidden
from analysis.sources.words import WINDOW, Words

torch = pytest.importorskip("torch", reason="extra train")
network = pytest.importorskip("analysis.sources.training.network", reason="extra train")
ranking = pytest.importorskip("analysis.sources.training.rank", reason="extra train")

TEXTS = [
    "Wir bleiben, sagte die Trainerin. Am Freitag wird gespielt.",
    "Der Rat sagte, dass die Brücke gesperrt sei. Es regnet.",
    "Ja.",
]
FOUND = [
    [Found("Indirect", [(0, 2)], speaker=[(4, 6)], cue=[(3, 4)])],
    [Found("Indirect", [(4, 9)], speaker=[(0, 2)], cue=[(2, 3)])],
    [],
]


@pytest.fixture
def corpus():
    module = pytest.importorskip("analysis.sources.training.corpus", reason="extra train")
    return module.corpus(list(zip(map(segment, TEXTS), FOUND, strict=True)))


@pytest.fixture
def material(corpus, monkeypatch):
    from analysis.sources.training.corpus import material

    monkeypatch.setattr(network, "LEAST", 1)
    return material(corpus)


def test_the_loss_is_that_of_all_paths() -> None:
    random = np.random.default_rng(5)
    scores, steps = random.normal(size=(9, 3)), random.normal(size=(3, 3))
    gold = random.integers(0, 3, size=9)
    chains = [[1, 2, 3, 4], [5, 6, 7], [8]]
    expected = 0.0
    for chain in chains:

        def value(path, chain=chain):
            return sum(scores[i, y] for i, y in zip(chain, path, strict=True)) + sum(
                steps[a, b] for a, b in itertools.pairwise(path)
            )

        every = [value(path) for path in itertools.product(range(3), repeat=len(chain))]
        expected += np.log(np.exp(every).sum()) - value(gold[chain])
    rows = torch.tensor([chain + [-1] * (4 - len(chain)) for chain in chains])
    found = network._loss(torch.tensor(scores), torch.tensor(steps), rows, torch.tensor(gold))
    assert float(found) == pytest.approx(expected)


def test_chains_are_cut_where_they_may_be_longest_first() -> None:
    at = np.array([-1, 0, 1, 2, -1, 5, 6, 7, 8])
    goes_on = np.array([False, True, False, False, False, False, True, True, True])
    (rows,) = network._chains(at, goes_on)
    assert rows.tolist() == [[5, 6, 7, 8], [1, 2, -1, -1], [3, -1, -1, -1]]
    assert [some.tolist() for some in network._chains(at, goes_on, group=2)] == [
        [[5, 6, 7, 8], [1, 2, -1, -1]],
        [[3]],
    ]


def test_groups_end_when_they_are_large_enough(material, monkeypatch) -> None:
    sizes = [last - first for first, last in material.bounds]
    assert sizes == [12, 13, 2]
    monkeypatch.setattr(network, "TOKENS", 14)
    assert list(material.groups([0, 1, 2])) == [[0, 1], [2]]
    assert list(material.groups([2, 1, 0])) == [[2, 1], [0]]
    monkeypatch.setattr(network, "TOKENS", 12)
    assert list(material.groups([0, 1, 2])) == [[0], [1], [2]]
    assert list(material.groups([2, 0])) == [[2, 0]]


def test_attributes_are_known_that_are_seen_often_enough(material, monkeypatch) -> None:
    assert "w=regnet" in material.known([1]) and "w=regnet" not in material.known([0, 2])
    monkeypatch.setattr(network, "LEAST", 2)
    assert {a for a in material.known([0, 1]) if a[:2] == "w="} == {"w=.", "w=,", "w=die", "w=sagte"}
    assert sorted(material.known([0, 1]).values()) == list(range(len(material.known([0, 1]))))


def test_inputs_have_pads_between_and_around(material) -> None:
    known = material.known([0, 1, 2])
    made = network.inputs(material, [2, 0], known)
    pads, own = [0.0] * WINDOW, [*[1.0] * 2, *[0.0] * WINDOW, *[1.0] * 12]
    assert made.alive[:, 0].tolist() == [*pads, *own, *pads]
    alive = made.alive[:, 0] > 0
    assert made.gold[~alive].sum() == 0
    assert [MESSAGE_LABELS[i] for i in made.gold[alive]] == ["O"] * 2 + ["B-I", "I-I"] + ["O"] * 10
    assert made.sentence[alive].tolist() == [1, 1, *[3] * 7, *[4] * 5]
    assert (made.numbers[~alive] == 0).all() and made.numbers.shape == (len(alive), 186)
    words = made.bags[made.words[0]]  # of the row's own word; what is not known is the number behind all
    back = {number: attribute for attribute, number in known.items()}
    assert {back[int(n)] for n in words[WINDOW] if int(n) < len(known)} >= {"w=ja", "sh=Xx", "s2=ja"}


def test_what_is_handed_over_computes_the_same(material) -> None:
    torch.manual_seed(3)
    known = material.known([0, 1, 2])
    net = network.Learner(len(known), material).eval()
    with torch.no_grad():
        net.chain.bias += 0.5
        chain, side = net(made := network.inputs(material, [0, 1, 2], known))
    arrays = network.arrays(net, known)
    words = Words()
    words.number([material.forms[i] for i in range(len(material.forms))])
    x = hidden(arrays, "test", words, material.rows)
    alive, there = made.alive[:, 0] > 0, material.rows.alive[:, 0] > 0
    assert np.allclose(x[there] @ arrays.chain + arrays.chain_bias, chain[alive], atol=0.02)
    assert np.allclose(x[there] @ arrays.side + arrays.side_bias, side[alive], atol=0.02)
    assert (arrays.transitions < -5).sum() == sum(
        b[0] == "I" and a[2:] != b[2:] for a in MESSAGE_LABELS for b in MESSAGE_LABELS
    )


def test_biases_do_not_decay() -> None:
    layer = torch.nn.Linear(2, 3)
    decaying, rest = network.parameters(layer, 0.5, 0.25)
    assert (decaying["lr"], decaying["weight_decay"], rest["lr"], rest["weight_decay"]) == (
        0.5,
        0.25,
        0.5,
        0.0,
    )
    assert decaying["params"][0] is layer.weight and rest["params"][0] is layer.bias


def test_the_reader_learns_its_texts_and_says_each_round(corpus, material, monkeypatch) -> None:
    from analysis.sources.training.corpus import read_with

    monkeypatch.setattr(network, "TOKENS", 10)
    monkeypatch.setattr(network, "RATE", 0.02)
    monkeypatch.setattr(network, "ROUNDS", 25)
    said = []
    part = network.fit(material, [0, 1, 2], said.append)
    assert [line.split(",")[0] for line in said] == [f"round {n} of 25" for n in range(1, 26)]
    message, role = read_with(corpus, part)
    assert message.argmax(axis=1).tolist() == corpus.message.tolist()
    assert role.argmax(axis=1).tolist() == corpus.role.tolist()


def test_what_a_teacher_read_is_learnt_from_in_the_first_rounds(material, monkeypatch) -> None:
    rounds = []
    monkeypatch.setattr(network, "learn", lambda net, groups, m, known, some, say: rounds.extend(some))
    network.fit(material, [0], lambda line: None, more=[1, 2])
    assert [sorted(n for group in groups for n in group) for groups in rounds] == [[0, 1, 2]] * 3 + [[0]] * 3


def test_the_worth_of_a_candidate_is_what_it_shares() -> None:
    assert ranking.worth([(0, 4)], []) == 0
    assert ranking.worth([(0, 4)], [[(0, 4)]]) == 1
    assert ranking.worth([(0, 4)], [[(9, 12)], [(2, 6)]]) == pytest.approx(2 / 6)
    assert ranking.worth([(0, 2), (4, 6)], [[(0, 6)], [(5, 6)]]) == pytest.approx(4 / 6)


def test_several_judges_give_the_mean_of_their_log_odds() -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=(200, 3))
    y = (x[:, 0] > 0).astype(float)
    single = [ranking.fit(x, y, seed).estimate(x) for seed in range(2)]
    both = ranking.several(x, y, 2).estimate(x)
    odds = [np.log(p / (1 - p)) for p in (*single, both)]
    assert np.allclose(odds[2], (odds[0] + odds[1]) / 2)
    assert ((both > 0.5) == (y > 0.5)).mean() > 0.97


def test_folds_and_quotations_of_a_corpus(corpus) -> None:
    assert corpus.fold.tolist() == [0, 2, 1]  # 7919 is 3 * 2639 + 2
    assert corpus.without(2) == [0, 2]
    assert corpus.flat() == FOUND


def test_the_roles_are_learnt_from_the_wanted_articles(corpus, monkeypatch) -> None:
    pytest.importorskip("pycrfsuite", reason="extra train")
    quotes = pytest.importorskip("analysis.sources.training.quotes", reason="extra train")
    corpus.batch.add_marginals(np.eye(5, dtype=np.float32)[corpus.role])
    seen = []
    monkeypatch.setattr(
        quotes.sequence, "model", lambda name, items, truth, labels: (seen.append(truth), name)
    )
    assert quotes._roles(corpus) == "roles"
    quotes._roles(corpus, np.array([1]))
    labels = [[row.tolist() for row in truth] for truth in seen]
    first = [0, 0, 0, 0, 2, 3, 3, 0]  # the leading token, then the sentence
    second = [0, 3, 3, 2, 0, 0, 0, 0, 0, 0, 0]
    assert labels == [[first, second], [second]]


def test_a_stretch_in_marks_is_speech_where_it_was_annotated_as_such() -> None:
    module = pytest.importorskip("analysis.sources.training.corpus", reason="extra train")
    quotes = pytest.importorskip("analysis.sources.training.quotes", reason="extra train")
    text = segment("„Wir gehen jetzt“, sagte er. Das „Haus am See“ steht. „Nein, nie“, rief „Bob“.")
    said = [Found("Direct", [(0, 5)]), Found("Direct", [(17, 20)]), Found("Indirect", [(10, 15)])]
    assert quotes._is_speech(module.corpus([(text, said)])).tolist() == [1, 0, 0, 0]


def test_a_narrow_network_learns_to_read_like_the_wide_one(corpus, material, monkeypatch) -> None:
    from analysis.sources.training import narrow
    from analysis.sources.training.corpus import read_with

    wide = network.fit(material, [0, 1, 2], lambda line: None)
    reading = read_with(corpus, wide)
    said: list[str] = []
    monkeypatch.setattr(narrow, "ROUNDS", 60)
    small = narrow.fit(material, wide, reading, said.append)
    assert small.chain.shape == (narrow.WIDTH, len(MESSAGE_LABELS)) and len(said) == 60
    assert np.array_equal(small.transitions, wide.transitions)
    far = [np.abs(a - b).max() for a, b in zip(read_with(corpus, small), reading, strict=True)]
    assert max(far) < 0.15
