"""Small simulated designs of ratings, and the model in its plainest form."""

import numpy as np


def simulated(persons=60, items=4, raters=5, *, top=3, share=0.6, spread=1.2, seed=1):
    """Ratings 0..top of a crossed design of which a share was given."""
    rng = np.random.default_rng(seed)
    theta, delta = rng.normal(0, spread, persons), np.linspace(-0.7, 0.7, items)
    severity, steps = rng.normal(0, 0.6, raters), np.linspace(-1.2, 1.2, top)
    person, item, rater = (
        grid.ravel() for grid in np.meshgrid(*map(np.arange, (persons, items, raters)))
    )
    given = rng.random(person.size) < share
    person, item, rater = person[given], item[given], rater[given]
    eta = theta[person] - delta[item] - severity[rater]
    logits = np.cumsum(np.c_[np.zeros(eta.size), eta[:, None] - steps], axis=1)
    weights = np.exp(logits)
    cumulated = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    ratings = (rng.random((eta.size, 1)) > cumulated).sum(axis=1)
    return {"ratings": ratings, "person": person, "item": item, "rater": rater}


def category_logs(eta, steps):
    """Log probabilities of all categories, straight from the definition of the model."""
    logits = np.concatenate([[0.0], np.cumsum(eta - np.asarray(steps))])
    return logits - np.log(np.exp(logits).sum())


def measures(fit):
    return {
        **{("person", key): value for key, value in fit.persons.items()},
        **{("item", key): value for key, value in fit.items.items()},
        **{("rater", key): value for key, value in fit.raters.items()},
    }
