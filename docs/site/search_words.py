"""Words of Chinese pages for the offline search: every two neighbouring characters, and words of other scripts.

Chinese has no spaces. Pairs need no dictionary, and the page splits what is typed in the same way.
"""

import re

from sphinx.search import SearchLanguage

RUNS = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z0-9_]+")


class ChineseWords(SearchLanguage):
    """Splits text into pairs of characters."""

    lang = "zh"
    language_name = "Chinese"
    js_stemmer_code = "var Stemmer = function () { this.stemWord = function (word) { return word; }; };"
    js_splitter_code = r"""
function splitQuery(query) {
  const words = [];
  for (const run of query.toLowerCase().match(/[\u4e00-\u9fff]+|[a-z0-9_]+/g) || []) {
    if (!/[\u4e00-\u9fff]/.test(run) || run.length === 1) { words.push(run); continue; }
    for (let i = 0; i + 1 < run.length; i++) words.push(run.slice(i, i + 2));
  }
  return words;
}
"""
    stopwords = frozenset()

    def split(self, input):
        """Words of a text."""
        return [word for run in RUNS.findall(input) for word in pairs(run)]

    def stem(self, word):
        """Chinese has no stems."""
        return word

    def word_filter(self, word):  # noqa: ARG002
        """Every word counts."""
        return True


def pairs(run):
    """Neighbouring characters of Chinese, with the characters themselves; a word of another script as it is."""
    if not "\u4e00" <= run[0] <= "\u9fff":
        return [run.lower()]
    return [*run, *(run[at : at + 2] for at in range(len(run) - 1))]
