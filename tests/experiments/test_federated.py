import numpy as np
import pytest
from scipy.special import log_softmax
from threadpoolctl import threadpool_limits

from scripts.compute.datasets.digits import load_digits
from scripts.experiments import federated
from scripts.experiments.federated import METHODS, N_CLASSES, N_CLIENTS, QUICK, Config
from scripts.models.federated import Net, train


@pytest.fixture
def data(published):
    found = published("federated")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


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

    flat = rng.permuted(np.tile(clients[0].ravel(), (cfg.n_rounds, 1)), axis=-1).ravel()
    everything = flat.reshape(cfg.n_rounds, -1)
    step = cfg.batch_size
    steps = [flat[i : i + step] for i in range(0, len(flat), step)]
    alone = cfg.n_rounds * cfg.n_images // step  # steps of one owner
    pooled, short = start.copy(), None
    for i, rows in enumerate(steps):
        train(net, pooled, images, onehot, rows[None], step, lr)
        if i + 1 == alone:
            short = pooled.copy()
    wide = start.copy()
    train(net, wide, images, onehot, everything, 10 * step, lr)
    for name, knobs in (("pooled", pooled), ("pooled_short", short), ("pooled_wide", wide)):
        right = accuracy(net.scores(knobs, images[test]).argmax(axis=1))
        assert found[name] == pytest.approx(np.full(len(clients), right), abs=1e-12), name

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
    chosen = list(data["rates"]).index(data["lr"])
    for name, settings in zip(METHODS, data["pilot_accuracy"], strict=True):
        own = [max(rates) - rates[chosen] for rates in settings.tolist()]
        for kinds, gain in zip(data["classes_per_client"], own, strict=True):
            quoted = data["quoted"][f"own_rate_gain_{name}_{kinds}"]
            assert quoted == pytest.approx(gain, abs=1e-6)
        assert data["quoted"][f"own_rate_gain_{name}"] == pytest.approx(max(own), abs=1e-6)


def test_with_two_kinds_each_the_shared_model_would_gain_nothing_from_a_rate_of_its_own(data):
    assert data["quoted"]["own_rate_gain_fedavg_2"] == 0
    assert data["quoted"]["own_rate_gain_fedavg_1"] > 0


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


def test_the_price_of_keeping_images_at_home_hangs_on_how_the_other_model_is_trained(data):
    two, quoted = list(data["classes_per_client"]).index(2), data["quoted"]
    assert data["fedavg_loss_short"][two] < data["fedavg_loss_wide"][two] < data["fedavg_loss"][two]
    assert abs(data["fedavg_loss_short"][two]) < 2 * data["fedavg_loss_short_se"][two]
    assert data["fedavg_loss_wide"][two] > 5 * data["fedavg_loss_wide_se"][two]
    for name, end in (("pooled", ""), ("pooled_short", "_short"), ("pooled_wide", "_wide")):
        assert np.ptp(data[name]) == 0, "what an owner has plays no part in it"
        assert quoted[name] == data[name][0]
        for s, kinds in enumerate(data["classes_per_client"]):
            loss = data[name][s] - data["fedavg"][s]
            assert quoted[f"fedavg_loss{end}_{kinds}"] == pytest.approx(loss, abs=1e-5)
    assert quoted["steps_pooled"] == 10 * quoted["steps_alone"] == 3600


def test_what_is_quoted_of_an_owners_own_kinds_is_what_the_series_say(data):
    for s, kinds in enumerate(data["classes_per_client"]):
        own, shared = (data["quoted"][f"{name}_own_{kinds}"] for name in ("local", "fedavg"))
        assert (own, shared) == (data["local_own"][s], data["fedavg_own"][s])
        assert data["quoted"][f"own_loss_{kinds}"] == pytest.approx(own - shared, abs=1e-5)


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


# The smaller run, which a page takes too


def test_the_common_machine_learns_what_no_owner_of_few_kinds_can_learn_alone(data):
    kinds = data["classes_per_client"]
    common, alone = data["owners_average"], data["owners_alone"]
    assert common.shape == alone.shape == (len(kinds), data["recipe"]["n_rounds"] + 1)
    assert np.all(common[:, 0] == alone[:, 0]) and np.all(common[:, 0] > 0.85)
    assert np.all(common[:, -1] < 0.1)
    assert np.all(np.diff(common[:, -1]) <= 0), "the more alike, the better"
    assert np.all(alone[:-1, -1] > 1 - kinds[:-1] / N_CLASSES - 0.01)
    assert common[-1, -1] < alone[-1, -1] < 0.2


def test_its_band_is_that_of_several_divisions_and_its_step_is_chosen_on_other_digits(data):
    low, high = data["owners_average_p10"], data["owners_average_p90"]
    assert np.all(low <= high) and np.mean(high > low) > 0.7
    inside = (data["owners_average"] >= low) & (data["owners_average"] <= high)
    assert np.mean(inside) > 0.6
    rates = Config().owner_rates
    assert data["recipe"]["lr"] == rates[int(np.argmin(data["owners_tried"]))]


def test_the_first_messages_name_owners_of_few_kinds_and_none_of_all_ten(data):
    first = dict(zip(data["classes_per_client"].tolist(), data["owners_named"][:, 0], strict=True))
    assert first[1] == first[2] == 10 and first[10] == 0
