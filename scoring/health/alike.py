"""How alike are short texts in any language? Shared pieces of two and three characters, rare ones counting more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

Floats = NDArray[np.float64]


def text_likeness(text: str, others: Sequence[str]) -> Floats:
    """Cosine of TF-IDF over character pieces, of one text with each of others.

    ``cos = Σ w_t(a) w_t(b)`` over pieces ``t`` of 2 or 3 characters, where ``w_t = tf_t (ln((1 + n)/(1 + df_t)) + 1)``,
    made unit length, and ``n`` counts all texts. Pieces of characters need no words, so Chinese works as English does.

    Parameters
    ----------
    text : str
    others : sequence of str
        texts to compare with; the weights come from these and ``text``.

    Returns
    -------
    numpy.ndarray
        in [0, 1], one for each of ``others``; NaN where either text has no piece.

    Examples
    --------
    >>> found = text_likeness("测试延迟", ["测试没有按时完成", "price of cells", ""])
    >>> bool(found[0] > 0 == found[1]), bool(np.isnan(found[2]))
    (True, True)

    References
    ----------
    Salton, G. and Buckley, C. (1988), Information Processing & Management 24:513.
    """
    plain = [" ".join(each.split()) for each in (text, *others)]
    known = np.array([len(each) >= 2 for each in plain])
    found = np.full(len(others), np.nan)
    if not known[0] or not known[1:].any():
        return found
    weights = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), lowercase=True).fit_transform(plain)
    cosines = np.clip((weights[1:] @ weights[0].T).toarray().ravel(), 0.0, 1.0)
    found[known[1:]] = cosines[known[1:]]
    return found
