"""Models that learn from each other: ten owners of digits who share knobs and no image.

Question: what can many small models learn together that none of them can learn alone?
Sources: McMahan, Moore, Ramage, Hampson and Agüera y Arcas (2017), AISTATS, arXiv:1602.05629
(federated averaging, and data split by class); Zhao, Mopuri and Bilen (2020), arXiv:2001.02610 (the
sign of the last layer's gradient gives labels away); Zhu, Liu and Han (2019), arXiv:1906.08935, and
Geiping et al. (2020), arXiv:2003.14053 (images rebuilt from messages); Bonawitz et al. (2017), CCS,
1175-1191 (sums that hide the single message); McMahan, Ramage, Talwar and Zhang (2018),
arXiv:1710.06963 (noise).
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

import numpy as np

from scripts.compute.datasets.digits import load_digits
from scripts.compute.parallel import spread
from scripts.models import owners
from scripts.models.federated import Net, average, federated_rounds, softmax, train
from scripts.models.lesson import BITS, LEVELS
from scripts.models.owners import Owners, Pace
from scripts.models.summary import mean_se, with_ends, with_se
from scripts.models.targets import one_hot

N_CLASSES = 10
N_CLIENTS = 10  # as many as classes: every class is held by as many clients as a client has classes
METHODS = ("local", "ensemble", "averaged", "fedavg", "pooled")
OWN = ("local_own", "fedavg_own", "own_loss")  # on the kinds of digit that an owner has
AS_MANY_STEPS = ("pooled_short", "pooled_wide")  # as one client takes
Judged = tuple[np.ndarray, np.ndarray]  # images, pixels from 0 to 1, and labels
PAIRED = (*OWN, "fedavg_gain", "fedavg_loss", "fedavg_loss_short", "fedavg_loss_wide")


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_seeds: int = 8  # each draws its own training and test images, division, start and orders
    n_pilots: int = 2  # further draws, used only to choose the learning rate
    n_val: int = 200  # images that judge the pilots, the same for all and in no other set
    classes_per_client: tuple[int, ...] = (1, 2, 3, 5, 10)
    n_images: int = 60  # of each client; 600 together
    n_hidden: int = 32
    n_rounds: int = 60  # one pass of every client over its own images in each
    batch_size: int = 10
    rates: tuple[float, ...] = (0.1, 0.3, 0.9)  # learning rates tried
    # The smaller run, which a page takes too: softmax regression on the digits of `digit_knobs`.
    lesson_seed: int = 0
    lesson_train: int = 600
    lesson_test: int = 500  # the rest chooses the rate
    deal: int = 1  # seed of who owns what
    owner_rounds: int = 30
    owner_steps: int = 10  # on all of an owner's images at once, in a round
    owner_rates: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0)


QUICK = Config(
    n_seeds=2, n_pilots=1, n_images=30, n_rounds=3, n_hidden=8, rates=(0.1, 0.3), owner_rounds=4
)
DATA = ()
# Three kernels of OpenBLAS (Haswell, Nehalem, Sandybridge) agree to 1e-3 but for pilots with too
# large a rate. What the pilots decide is compared: the rate, and what every way of training would
# have gained from one of its own.
TOLERANCE = {
    "default": 1e-3,
    "pilot_accuracy": "with too large a rate training is chaotic; the chosen rate is compared",
}


def divide(
    cfg: Config, labels: np.ndarray, rows: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Give every client as many images of as many classes, in every setting the same images.

    With the classes in a circle, in random order, client i gets its classes from the i-th on.

    Parameters
    ----------
    labels : (n,) array of int
    rows : (m,) array of int
        Images that may be used.

    Returns
    -------
    clients : (n_settings, N_CLIENTS, n_images) array of int
    test : (m - N_CLIENTS n_images,) array of int, the rest
    """
    shuffled = rng.permutation(rows)
    order = rng.permutation(N_CLASSES)
    by_class = [shuffled[labels[shuffled] == label] for label in order]
    share = [rows[: cfg.n_images] for rows in by_class]
    clients = np.empty((len(cfg.classes_per_client), N_CLIENTS, cfg.n_images), dtype=int)
    for s, n_classes in enumerate(cfg.classes_per_client):
        parts = [np.split(rows, n_classes) for rows in share]
        for i in range(N_CLIENTS):
            held = [parts[(i + m) % N_CLASSES][m] for m in range(n_classes)]
            clients[s, i] = np.concatenate(held)
    return clients, np.concatenate([rows[cfg.n_images :] for rows in by_class])


class Judges:
    """Images that judge models, and whose they are.

    Parameters
    ----------
    images : (n, d) array
    labels : (n,) array of int
    clients : (n_settings, N_CLIENTS, n_images) array of int
    rows : (n_judges,) array of int
        Images that judge.
    """

    def __init__(
        self, images: np.ndarray, labels: np.ndarray, clients: np.ndarray, rows: np.ndarray
    ) -> None:
        self.images, self.labels = images[rows], labels[rows]
        kinds = labels[clients]  # (setting, client, image)
        self.held = (kinds[..., None] == np.arange(N_CLASSES)).any(axis=-2)  # by class
        self.mine = self.held[..., self.labels]  # (setting, client, judge)

    def right(self, scores: np.ndarray) -> np.ndarray:
        """Whether each is read rightly: (..., n_judges, N_CLASSES) to (..., n_judges) bool."""
        return scores.argmax(axis=-1) == self.labels

    def of_own(self, right: np.ndarray) -> np.ndarray:
        """Share of a client's own kinds, mean over clients: (setting, client or 1, judge) bool."""
        return ((right & self.mine).sum(axis=-1) / self.mine.sum(axis=-1)).mean(axis=-1)


def one_division(
    cfg: Config, lr: float, val: np.ndarray, pilot: bool, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Train all models on one division of the images.

    Parameters
    ----------
    lr : float
        Learning rate.
    val : (n_val,) array of int
        Images that are neither trained nor tested on; a pilot is judged by them alone.

    Returns
    -------
    local, ensemble, averaged, fedavg, pooled : (n_settings,) share of images read rightly
    pooled_short, pooled_wide : (n_settings,) the same, pooled with as many steps as one client
        takes: after a tenth of the passes, and in batches ten times as large
    local_own, fedavg_own : the same, of each client's own classes, mean over clients
    curve : (n_settings, n_rounds) share, of the shared model after each round
    change : (2, n_settings, N_CLIENTS, N_CLASSES)
        By how much each client moved its output biases in the first and in the last round.
    held : (n_settings, N_CLIENTS, N_CLASSES) bool
    """
    images, labels = load_digits()
    images, onehot = images / 16, one_hot(labels, N_CLASSES)
    clients, test = divide(cfg, labels, np.setdiff1d(np.arange(len(labels)), val), rng)
    judges = Judges(images, labels, clients, val if pilot else test)
    net = Net(images.shape[1], cfg.n_hidden, N_CLASSES)
    start = np.tile(net.initial(rng), (len(clients), 1))  # (setting, knob)
    orders = rng.permuted(np.tile(clients, (cfg.n_rounds, 1, 1, 1)), axis=-1)
    everything = rng.permuted(np.tile(clients[0].ravel(), (cfg.n_rounds, 1)), axis=-1)

    server, shared, changes = start, [], []
    rounds = federated_rounds(net, start, images, onehot, orders, cfg.batch_size, lr)
    for sent, after in rounds:
        changes.append((sent - server[:, None])[..., -N_CLASSES:])
        server = after
        shared.append(judges.right(net.scores(server, judges.images)))

    own = np.repeat(start[:, None], N_CLIENTS, axis=1)  # (setting, client, knob)
    train(net, own, images, onehot, orders, cfg.batch_size, lr)
    scores = net.scores(own, judges.images)  # (setting, client, judge, class)
    alone = judges.right(scores)
    once = net.scores(average(own, np.full(N_CLIENTS, cfg.n_images)), judges.images)

    # First as many steps as an owner takes, then as many passes: (1, image) each.
    parts = np.split(everything.reshape(1, -1), [cfg.n_rounds * cfg.n_images], axis=1)
    pooled, together = start[0].copy(), []
    for part in parts:
        train(net, pooled, images, onehot, part, cfg.batch_size, lr)
        together.append(judges.right(net.scores(pooled, judges.images)).mean())
    wide = start[0].copy()
    train(net, wide, images, onehot, everything, N_CLIENTS * cfg.batch_size, lr)
    return {
        "local": alone.mean(axis=(-1, -2)),
        "ensemble": judges.right(softmax(scores.copy()).mean(axis=1)).mean(axis=-1),
        "averaged": judges.right(once).mean(axis=-1),
        "fedavg": shared[-1].mean(axis=-1),
        "pooled_short": np.full(len(clients), together[0]),
        "pooled_wide": np.full(len(clients), judges.right(net.scores(wide, judges.images)).mean()),
        "pooled": np.full(len(clients), together[1]),
        "local_own": judges.of_own(alone),
        "fedavg_own": judges.of_own(shared[-1][:, None]),
        "curve": np.array(shared).mean(axis=-1).T,
        "change": np.stack([changes[0], changes[-1]]),
        "held": judges.held,
    }


def path_of(cfg: Config, path: Owners, judges: Judged) -> tuple[list[float], list[int]]:
    """Share that the common knobs misread, from before round 1, and owners named in each."""
    wrong, named = [owners.misread(path.common, *judges)], []
    for _ in range(cfg.owner_rounds):
        path.round()
        wrong.append(owners.misread(path.common, *judges))
        named.append(int(path.named().sum()))
    return wrong, named


def alone_of(cfg: Config, path: Owners, judges: Judged) -> list[float]:
    """Share that an owner's own knobs misread, from before round 1, mean over owners."""
    wrong = [owners.misread(path.common, *judges)]
    for _ in range(cfg.owner_rounds):
        path.round_alone()
        wrong.append(float(np.mean([owners.misread(own, *judges) for own in path.alone])))
    return wrong


def in_the_page(cfg: Config) -> dict:
    """Take the rounds that a page takes, with the same digits and from the same deal."""
    images, labels = load_digits()
    order = np.random.default_rng(cfg.lesson_seed).spawn(1)[0].permutation(len(labels))
    ends = [cfg.lesson_train, cfg.lesson_train + cfg.lesson_test]
    learned, tested, left = (
        (images[rows] / LEVELS, labels[rows]) for rows in np.split(order, ends)
    )

    settings = cfg.classes_per_client

    def one(lr: float, deal: int, judges: Judged) -> tuple[np.ndarray, np.ndarray]:
        """Share misread after 0, 1, ... rounds, and owners named in each, by setting."""
        paths = [Owners(*learned, kinds, deal, Pace(lr, cfg.owner_steps)) for kinds in settings]
        found = [path_of(cfg, path, judges) for path in paths]
        wrong, named = (np.array(part) for part in zip(*found, strict=True))
        return wrong, named

    tried = [one(lr, cfg.deal, left)[0].mean() for lr in cfg.owner_rates]
    lr = cfg.owner_rates[int(np.argmin(tried))]
    wrong, named = one(lr, cfg.deal, tested)
    others = [one(lr, cfg.deal + k, tested)[0] for k in range(1, cfg.n_seeds)]
    low, high = np.quantile([wrong, *others], (0.1, 0.9), axis=0)
    n = cfg.lesson_train + cfg.lesson_test
    return {
        "owners_round": np.arange(cfg.owner_rounds + 1),
        "owners_tried": tried,
        "owners_average": wrong,
        "owners_average_p10": low,
        "owners_average_p90": high,
        "owners_alone": [
            alone_of(cfg, Owners(*learned, kinds, cfg.deal, Pace(lr, cfg.owner_steps)), tested)
            for kinds in settings
        ],
        "owners_named": named,
        "recipe": {"lr": lr, "n_steps": cfg.owner_steps, "n_rounds": cfg.owner_rounds},
        "lesson": {
            "n_train": cfg.lesson_train,
            "n_test": cfg.lesson_test,
            "n_pixels": images.shape[1],
            "bytes": (n * images.shape[1] * BITS + 4 * n) // 8,
        },
    }


def run(cfg: Config) -> dict:
    """Let ten clients learn alone, by vote, by one average, by many averages and with one pool.

    Returns
    -------
    classes_per_client : (n_settings,) int
    n_test : int, images no model of a draw has seen
    n_params : int, knobs of the network, the same everywhere
    rates : (n_rates,) learning rates tried
    pilot_accuracy : (5, n_settings, n_rates) share of the n_val images, mean over pilots
        Of local, ensemble, averaged, fedavg, pooled.
    lr : float, the one of the highest pilot_accuracy, averaged over methods and settings
    local, ensemble, averaged, fedavg, pooled : (n_settings,) share of test images, mean over seeds
        A client's own model, mean over clients; the mean of the ten own models' probabilities; the
        mean of their knobs; the model after n_rounds rounds of local training and averaging; one
        model trained on the images of all, which does not depend on the setting. Everywhere every
        image is seen n_rounds times, in batches of one size; the pooled model takes ten times as
        many steps one after the other. With `_p10`, `_p90` and `_se` (standard error of the mean).
    pooled_short, pooled_wide : (n_settings,) pooled with as many steps as one client takes
        After a tenth of the passes, or in batches ten times as large, as all clients together see
        in a step. One learning rate, as everywhere. As pooled.
    local_own, fedavg_own : (n_settings,) share of the test images of a client's own classes
        Mean over clients and seeds. With `_se`.
    own_loss : (n_settings,) share, local_own minus fedavg_own, paired by seed; with `_se`
    fedavg_gain : (n_settings,) share, fedavg minus ensemble, paired by seed; with `_se`
    fedavg_loss : (n_settings,) share, pooled minus fedavg, paired by seed; with `_se`
    fedavg_loss_short, fedavg_loss_wide : (n_settings,) the same for pooled_short and pooled_wide
    round : (n_rounds,) int
    curve : (n_settings, n_rounds) share of test images, the shared model after each round
        Mean over seeds. With `_p10`, `_p90` and `_se`.
    rounds_needed : (n_settings,) int, first round whose mean is at least 0.9, or None
    named : (n_settings, 2) share of clients, in the first and in the last round, mean over seeds
        Those whose classes are exactly the ones whose output bias their training raised. With
        `_se`.
    named_classes : (n_settings, 2) share of the classes that clients hold whose bias was raised
    named_wrongly : (n_settings, 2) int, of all seeds: classes that were raised and are not held
    example_change : (10, 10) change of the output biases, client x class, knobs
        In the first round of the first seed with two classes a client.
    example_held : (10, 10) int, 1 where the client holds the class
    owners_round : (1 + owner_rounds,) int, from before the first
    owners_average, owners_alone : (n_settings, 1 + owner_rounds) share of unseen digits misread
        In the smaller run, deal 1: by the common knobs, and by an owner's own alone, mean over
        owners. The first with `_p10` and `_p90` over n_seeds deals.
    owners_named : (n_settings, owner_rounds) int, owners whose message named exactly their digits
    owners_tried : (n_owner_rates,) share of validation digits misread, mean over rounds, settings
    recipe, lesson : dict, what the page needs for it
    quoted : dict of scalars
    """
    labels = load_digits()[1]
    rng = np.random.default_rng(cfg.seed)
    val = np.sort(rng.choice(len(labels), cfg.n_val, replace=False))
    pilots, seeds = rng.spawn(cfg.n_pilots), rng.spawn(cfg.n_seeds)
    tasks = [(cfg, lr, val, True, deepcopy(pilot)) for lr in cfg.rates for pilot in pilots]
    found = spread(one_division, tasks, label="pilots")
    accuracy = np.array([[division[name] for name in METHODS] for division in found])
    accuracy = accuracy.reshape(len(cfg.rates), cfg.n_pilots, len(METHODS), -1).mean(axis=1)
    best = int(accuracy.mean(axis=(1, 2)).argmax())

    lr = cfg.rates[best]
    found = spread(one_division, [(cfg, lr, val, False, seed) for seed in seeds])
    each = {name: np.array([division[name] for division in found]) for name in found[0]}
    net = Net(load_digits()[0].shape[1], cfg.n_hidden, N_CLASSES)
    data = {
        "classes_per_client": list(cfg.classes_per_client),
        "n_test": len(labels) - cfg.n_val - N_CLIENTS * cfg.n_images,
        "n_params": net.n_params,
        "rates": list(cfg.rates),
        "pilot_accuracy": np.moveaxis(accuracy, 0, -1),
        "lr": lr,
    }
    for name in (*METHODS, *AS_MANY_STEPS, "curve"):
        data |= with_ends(name, each[name]) | with_se(name, each[name])
    each["fedavg_gain"] = each["fedavg"] - each["ensemble"]
    each["fedavg_loss"] = each["pooled"] - each["fedavg"]
    for name in AS_MANY_STEPS:
        each[name.replace("pooled", "fedavg_loss")] = each[name] - each["fedavg"]
    each["own_loss"] = each["local_own"] - each["fedavg_own"]
    for name in PAIRED:
        data[name], data[f"{name}_se"] = mean_se(each[name])
    data["local_se"][data["local_se"] < 1e-12] = 0  # one class each: a tenth, whatever the seed
    data["round"] = np.arange(1, cfg.n_rounds + 1)
    enough = data["curve"] >= 0.9
    data["rounds_needed"] = [int(row.argmax()) + 1 if row.any() else None for row in enough]

    change, held = each["change"], each["held"][:, None]  # (seed, 2, setting, client, class)
    raised = change > 0
    exactly = (raised == held).all(axis=-1).mean(axis=-1)  # (seed, 2, setting)
    data["named"], data["named_se"] = (values.T for values in mean_se(exactly))
    n_held = held.sum(axis=(0, 3, 4))[0]
    data["named_classes"] = ((raised & held).sum(axis=(0, 3, 4)) / n_held).T
    data["named_wrongly"] = (raised & ~held).sum(axis=(0, 3, 4)).T
    two = cfg.classes_per_client.index(2)
    data["example_change"] = change[0, 0, two]
    data["example_held"] = held[0, 0, two].astype(int)
    data |= in_the_page(cfg)
    data["quoted"] = quoted(cfg, data)
    return data


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote; `_1` to `_10` is the number of classes of a client."""
    pilot = data["pilot_accuracy"]
    best = cfg.rates.index(data["lr"])
    sent = 2 * cfg.n_rounds * data["n_params"]
    own = cfg.n_images * 64
    numbers = {
        "n_seeds": cfg.n_seeds,
        "n_clients": N_CLIENTS,
        "n_images": cfg.n_images,
        "n_images_all": N_CLIENTS * cfg.n_images,
        "n_test": data["n_test"],
        "n_val": cfg.n_val,
        "n_params": data["n_params"],
        "n_rounds": cfg.n_rounds,
        "n_rates": len(cfg.rates),
        "lr": data["lr"],
        "numbers_sent": sent,
        "numbers_in_images": own,
        "times_more_sent": sent / own,
        "steps_alone": cfg.n_rounds * cfg.n_images // cfg.batch_size,
        "steps_pooled": cfg.n_rounds * N_CLIENTS * cfg.n_images // cfg.batch_size,
        "named_wrongly": int(data["named_wrongly"].sum()),
        "example_named": int(((data["example_change"] > 0) == data["example_held"]).all(1).sum()),
    }
    numbers |= {
        "owners_rounds": cfg.owner_rounds,
        "owners_steps": cfg.owner_steps,
        "owners_n_train": cfg.lesson_train,
        "owners_n_test": cfg.lesson_test,
        "owners_n_validation": len(load_digits()[1]) - cfg.lesson_train - cfg.lesson_test,
        "owners_n_rates": len(cfg.owner_rates),
        "owners_lr": data["recipe"]["lr"],
    }
    for s, n_classes in enumerate(cfg.classes_per_client):
        numbers[f"owners_average_{n_classes}"] = data["owners_average"][s][-1]
        numbers[f"owners_alone_{n_classes}"] = data["owners_alone"][s][-1]
        numbers[f"owners_named_{n_classes}"] = data["owners_named"][s][0]
    for name in ("pooled", *AS_MANY_STEPS):  # whatever an owner has
        numbers |= {name: data[name][0], f"{name}_se": data[f"{name}_se"][0]}
    gain = pilot.max(axis=-1) - pilot[..., best]  # of its own best rate: (method, setting)
    for i, name in enumerate(METHODS):
        numbers[f"own_rate_gain_{name}"] = gain[i].max()
    for s, n_classes in enumerate(cfg.classes_per_client):
        values = {name: data[name][s] for name in METHODS[:-1]}
        values |= {f"{name}_se": data[f"{name}_se"][s] for name in METHODS[:-1]}
        for name in PAIRED:
            values |= {name: data[name][s], f"{name}_se": data[f"{name}_se"][s]}
        values |= {f"own_rate_gain_{name}": gain[i, s] for i, name in enumerate(METHODS)}
        values["rounds_needed"] = data["rounds_needed"][s] or f"more than {cfg.n_rounds}"
        values["named_first"], values["named_last"] = data["named"][s]
        numbers |= {f"{name}_{n_classes}": value for name, value in values.items()}
    return numbers
