import itertools

import numpy as np
import pytest
from scipy.special import log_softmax
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from scripts.compute.datasets.digits import load_digits
from scripts.experiments import federated
from scripts.experiments.federated import METHODS, N_CLASSES, N_CLIENTS, QUICK, Config
from scripts.models.federated import Net, average, federated_rounds, train

NET = Net(n_inputs=5, n_hidden=4, n_classes=3)


@pytest.fixture
def data(published):
    found = published("federated")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


@pytest.fixture
def toy():
    """Forty inputs of five numbers in three classes, and a start."""
    rng = np.random.default_rng(0)
    return rng.standard_normal((40, 5)), np.eye(3)[rng.integers(3, size=40)], NET.initial(rng)


# The model


def log_loss(knobs, x, onehot):
    return -np.mean(np.sum(onehot * log_softmax(NET.scores(knobs, x), axis=-1), axis=-1))


def test_a_step_goes_against_the_gradient_of_every_knob(toy):
    x, onehot, start = toy
    after = start.copy()
    train(NET, after, x, onehot, np.arange(40)[None], batch_size=40, lr=1.0)
    slope = np.empty(NET.n_params)
    for i, bump in enumerate(1e-6 * np.eye(NET.n_params)):
        slope[i] = (log_loss(start + bump, x, onehot) - log_loss(start - bump, x, onehot)) / 2e-6
    assert NET.n_params == 5 * 4 + 4 + 4 * 3 + 3
    assert np.allclose(start - after, slope, atol=1e-8)
    assert np.ptp(slope) > 0.1


def test_a_pass_equals_that_of_scikit_learn(toy):
    x, onehot, start = toy
    theirs = MLPClassifier(
        hidden_layer_sizes=(4,),
        solver="sgd",
        alpha=0,
        batch_size=8,
        learning_rate_init=0.3,
        momentum=0,
        nesterovs_momentum=False,
        shuffle=False,
    )
    labels = onehot.argmax(axis=1)
    theirs.partial_fit(x, labels, classes=np.arange(3))  # makes the arrays that are set next
    first, bias, last, offset = (part.copy() for part in NET.parts(start))
    theirs.coefs_, theirs.intercepts_ = [first, last], [bias[0], offset[0]]
    theirs.partial_fit(x, labels)
    knobs = start.copy()
    train(NET, knobs, x, onehot, np.arange(40)[None], batch_size=8, lr=0.3)
    ours = NET.parts(knobs)
    assert np.allclose(ours[0], theirs.coefs_[0], atol=1e-12)
    assert np.allclose(ours[1][0], theirs.intercepts_[0], atol=1e-12)
    assert np.allclose(ours[2], theirs.coefs_[1], atol=1e-12)
    assert np.allclose(ours[3][0], theirs.intercepts_[1], atol=1e-12)
    assert np.abs(knobs - start).max() > 0.1


def test_a_stack_of_networks_trains_like_each_of_them_alone(toy):
    x, onehot, start = toy
    rng = np.random.default_rng(1)
    orders = rng.permuted(np.tile(np.arange(40), (5, 2, 3, 1)), axis=-1)
    stack = np.tile(start, (2, 3, 1))
    rates = np.array([[0.1, 0.2, 0.3]])
    train(NET, stack, x, onehot, orders, batch_size=10, lr=rates)
    for i, j in itertools.product(range(2), range(3)):
        alone = start.copy()
        train(NET, alone, x, onehot, orders[:, i, j], batch_size=10, lr=rates[0, j])
        assert np.allclose(stack[i, j], alone, atol=1e-12)


def test_with_one_client_federated_averaging_is_plain_training(toy):
    x, onehot, start = toy
    orders = np.random.default_rng(1).permuted(np.tile(np.arange(40), (7, 1)), axis=-1)
    *_, (clients, server) = federated_rounds(NET, start, x, onehot, orders[:, None], 10, 0.3)
    plain = start[None].copy()
    train(NET, plain, x, onehot, orders[:, None], batch_size=10, lr=0.3)
    assert np.array_equal(server, plain[0]) and np.array_equal(clients, plain)


def test_one_step_of_unequal_clients_averages_to_one_step_on_all_their_images(toy):
    x, onehot, start = toy
    sizes = np.array([5, 10, 25])
    clients = np.tile(start, (3, 1))
    for knobs, rows in zip(clients, np.split(np.arange(40), np.cumsum(sizes)[:-1]), strict=True):
        train(NET, knobs, x, onehot, rows[None], batch_size=len(rows), lr=0.5)
    pooled = start.copy()
    train(NET, pooled, x, onehot, np.arange(40)[None], batch_size=40, lr=0.5)
    assert np.allclose(average(clients, sizes), pooled, atol=1e-12)
    assert not np.allclose(clients.mean(axis=0), pooled, atol=1e-3), "the weights matter"


def test_the_bias_of_an_absent_class_can_only_fall(toy):
    x, onehot, _ = toy
    present = np.flatnonzero(onehot[:, 2] == 0)
    for seed in range(20):
        knobs = NET.initial(np.random.default_rng(seed))
        before = knobs[-3:].copy()
        train(NET, knobs, x, onehot, present[None], batch_size=len(present), lr=0.3)
        assert knobs[-1] < before[-1]
        assert abs(np.sum(knobs[-3:] - before)) < 1e-12, "what one loses the others gain"


# The experiment


def test_every_owner_has_as_many_images_of_as_many_kinds():
    cfg, labels = Config(), load_digits()[1]
    rows = np.arange(100, len(labels))
    clients, test = federated.divide(cfg, labels, rows, np.random.default_rng(0))
    assert clients.shape == (5, N_CLIENTS, cfg.n_images)
    for n_classes, setting in zip(cfg.classes_per_client, clients, strict=True):
        assert np.array_equal(np.sort(setting.ravel()), np.sort(clients[0].ravel()))
        for owned in setting:
            kinds, counts = np.unique(labels[owned], return_counts=True)
            assert len(kinds) == n_classes and np.all(counts == cfg.n_images // n_classes)
    together = np.concatenate([clients[0].ravel(), test])
    assert np.array_equal(np.sort(together), rows), "each image once, in training or in test"


def test_a_division_equals_owners_trained_one_by_one():
    cfg, val, lr = QUICK, np.arange(200), 0.3
    with threadpool_limits(1):
        found = federated.one_division(cfg, lr, val, False, np.random.default_rng(3))

    rng = np.random.default_rng(3)  # the same draws in the same order, every step spelt out
    images, labels = load_digits()
    images, onehot = images / 16, np.eye(N_CLASSES)[labels]
    clients, test = federated.divide(cfg, labels, np.arange(200, len(labels)), rng)
    net = Net(64, cfg.n_hidden, N_CLASSES)
    start = net.initial(rng)
    orders = rng.permuted(np.tile(clients, (cfg.n_rounds, 1, 1, 1)), axis=-1)

    def accuracy(answers):
        return np.mean(answers == labels[test])

    def trained(knobs, passes):
        knobs = knobs.copy()
        train(net, knobs, images, onehot, passes, cfg.batch_size, lr)
        return knobs

    for s in range(len(clients)):
        server = start
        for r in range(cfg.n_rounds):
            sent = [trained(server, orders[r, s, c][None]) for c in range(N_CLIENTS)]
            server = np.mean(sent, axis=0)
            shared = net.scores(server, images[test]).argmax(axis=1)
            assert found["curve"][s, r] == pytest.approx(accuracy(shared), abs=1e-12)
        own = [trained(start, orders[:, s, c]) for c in range(N_CLIENTS)]
        scores = np.array([net.scores(knobs, images[test]) for knobs in own])
        alone = [accuracy(answers) for answers in scores.argmax(axis=-1)]
        vote = np.exp(log_softmax(scores, axis=-1)).mean(axis=0).argmax(axis=-1)
        once = net.scores(np.mean(own, axis=0), images[test]).argmax(axis=-1)
        assert found["local"][s] == pytest.approx(np.mean(alone), abs=1e-12)
        assert found["ensemble"][s] == pytest.approx(accuracy(vote), abs=1e-12)
        assert found["averaged"][s] == pytest.approx(accuracy(once), abs=1e-12)
        of_own = []
        for rows, answers in zip(clients[s], scores.argmax(axis=-1), strict=True):
            mine = np.isin(labels[test], labels[rows])
            of_own.append(np.mean((answers == labels[test])[mine]))
        assert found["local_own"][s] == pytest.approx(np.mean(of_own), abs=1e-12)


def test_the_rate_is_the_best_of_those_tried_and_not_at_their_edge(data):
    pilot = data["pilot_accuracy"].mean(axis=(0, 1))
    assert pilot.argmax() == list(data["rates"]).index(data["lr"])
    assert data["rates"][0] < data["lr"] < data["rates"][-1]
    gains = [data["quoted"][f"own_rate_gain_{name}"] for name in METHODS]
    assert max(gains) < 0.05, "no method would gain much from a rate of its own"


def test_alone_an_owner_reads_its_own_kinds_and_no_other(data):
    kinds = data["classes_per_client"]
    assert data["local"][0] == pytest.approx(0.1)
    assert np.all(data["local"] <= kinds / N_CLASSES)
    assert np.all(data["local"][:3] > 0.97 * kinds[:3] / N_CLASSES)
    assert np.all(data["local_own"][:3] > 0.97)


def test_many_averages_beat_a_vote_which_beats_one_average(data):
    assert np.all(data["fedavg_gain"] > 5 * data["fedavg_gain_se"])
    assert np.all(np.diff(data["fedavg_gain"][:4]) < 0), "most where the owners differ most"
    middle = slice(1, 4)  # at one kind each both fail, at ten both work
    apart = np.hypot(data["ensemble_se"], data["averaged_se"])[middle]
    assert np.all((data["ensemble"] - data["averaged"])[middle] > 5 * apart)
    assert np.all(data["averaged"] > data["local"])


def test_two_kinds_each_are_enough_to_read_nearly_as_well_as_with_all_images(data):
    two = list(data["classes_per_client"]).index(2)
    assert data["fedavg"][two] > 4 * data["local"][two]
    assert 0 < data["fedavg_loss"][two] < 0.05
    assert np.all(np.diff(data["fedavg_loss"]) < 0)
    assert np.ptp(data["pooled"]) == 0


def test_who_has_few_kinds_pays_for_the_shared_model_on_its_own(data):
    difference = data["local_own"] - data["fedavg_own"]
    assert np.all(difference[:3] > 5 * np.hypot(data["local_own_se"], data["fedavg_own_se"])[:3])
    assert difference[-1] < -0.05, "with all ten kinds everybody gains"


def test_the_less_alike_the_owners_the_more_rounds_they_need(data):
    assert np.all(np.diff(data["rounds_needed"]) < 0)
    assert data["rounds_needed"][0] > 3 * data["rounds_needed"][-1]
    assert np.array_equal(data["round"], np.arange(1, data["curve"].shape[1] + 1))
    assert np.allclose(data["curve"][:, -1], data["fedavg"])
    for row, needed in zip(data["curve"], data["rounds_needed"], strict=True):
        assert row[needed - 1] >= 0.9 and np.all(row[: needed - 1] < 0.9)


def test_the_sign_of_a_bias_gives_the_digits_of_nearly_every_owner_away(data):
    assert np.all(data["named_wrongly"] == 0)
    assert np.all(data["named"][:2] > 0.95)
    assert np.all(np.diff(data["named"][:4, 0]) < 0)
    assert np.all(data["named_classes"][:2] > 0.98)
    raised = data["example_change"] > 0
    assert np.all(data["example_held"][raised] == 1)
    assert np.all(data["example_held"].sum(axis=1) == 2)


def test_talking_costs_more_numbers_than_the_images_hold(data):
    quoted, cfg = data["quoted"], Config()
    assert quoted["numbers_sent"] == 2 * cfg.n_rounds * quoted["n_params"]
    assert quoted["numbers_in_images"] == cfg.n_images * 8 * 8
    assert quoted["times_more_sent"] > 50
