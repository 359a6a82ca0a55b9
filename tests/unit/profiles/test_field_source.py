"""What the source of a field reads from a record.

https://docs.aws.amazon.com/connect/latest/adminguide/mapping-field-definitions.html
"""

from typing import Any

import pytest
from connect_customer_profiles.profiles.field_source import problem, reader
from connect_customer_profiles.profiles.handlebars import TemplateError, compiled
from connect_customer_profiles.profiles.silence import Silence
from hypothesis import given
from hypothesis import strategies as st

RECORD: dict[str, Any] = {
    "First": "Ana",
    "Last": "Okafor",
    "Middle": "",
    "Nothing": None,
    "Age": 41,
    "Score": 1.5,
    "Active": True,
    "OptOut": False,
    "Zero": 0,
    "first name": "Ana",
    "opened_by.link": "https://x/1",
    "Address": {"City": "Lagos", "Lines": ["1 Main St", "Flat 2"], "Geo": {"lat": "6.5"}},
    "phones": [{"type": "home", "number": "1"}, {"type": "work", "number": "2"}],
    "tags": ["a", "b"],
    "none": [],
    "empty": {},
    "html": '<b>A & "B"</b>',
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("_source.First", "Ana"),
        ("_source.Missing", None),
        ("_source.Middle", None),
        ("_source.Nothing", None),
        ("_source.Age", "41"),
        ("_source.Score", "1.5"),
        ("_source.Active", "true"),
        ("_source.OptOut", "false"),
        ("_source.Zero", "0"),
        ("_source.Address.City", "Lagos"),
        ("_source.Address.Geo.lat", "6.5"),
        ("_source.Address.Zip", None),
        ("_source.First.Letter", None),
        ("_source['first name']", "Ana"),
        ('_source["Address"].City', "Lagos"),
        ("_source.opened_by.link", "https://x/1"),
        ("_source.phones[1].number", "2"),
        ("_source.phones[2].number", None),
        ("_source.Address.Lines[0]", "1 Main St"),
        ("_source.tags", '["a","b"]'),
        ("_source.tags[]", '["a","b"]'),
        ("_source.Address.Geo", '{"lat":"6.5"}'),
        ("_source.none", None),
        ("_source.empty", None),
        ("{{_source.First}}", "Ana"),
        ("{{ _source.First }}", "Ana"),
        ("{{{_source.First}}}", "Ana"),
        ("{{&_source.First}}", "Ana"),
        ("{{~_source.First~}}", "Ana"),
        ("{{_source.First}} {{_source.Last}}", "Ana Okafor"),
        ("{{_source.First}} {{_source.Missing}}", "Ana "),
        ("{{_source.Missing}}", None),
        ("{{_source.Missing}} {{_source.Nothing}}", None),
        ("guest-{{_source.Age}}", "guest-41"),
        ("{{_source.Address.City}}/{{_source.phones.[0].number}}", "Lagos/1"),
        ("{{_source.phones.1.type}}", "work"),
        ("{{_source.[first name]}}", "Ana"),
        ("{{! a note }}{{_source.First}}{{!-- }} --}}", "Ana"),
        ("{{#if _source.Middle}}{{_source.Middle}} {{/if}}{{_source.Last}}", "Okafor"),
        ("{{#if _source.First}}{{_source.First}} {{/if}}{{_source.Last}}", "Ana Okafor"),
        ("{{#if _source.Active}}yes{{else}}no{{/if}}", "yes"),
        ("{{#if _source.OptOut}}yes{{else}}no{{/if}}", "no"),
        ("{{#if _source.Zero}}yes{{else}}no{{/if}}", "no"),
        ("{{#if _source.none}}yes{{^}}no{{/if}}", "no"),
        ("{{#if _source.empty}}yes{{else}}no{{/if}}", "yes"),
        ("{{#if _source.Missing}}yes{{/if}}", None),
        ("{{#unless _source.OptOut}}in{{else}}out{{/unless}}", "in"),
        ("{{#unless _source.Active}}in{{else}}out{{/unless}}", "out"),
        ("{{#each _source.tags}}{{this}},{{/each}}", "a,b,"),
        ("{{#each _source.tags}}{{.}}{{#unless @last}}-{{/unless}}{{/each}}", "a-b"),
        ("{{#each _source.phones}}{{@index}}{{type}}{{number}} {{/each}}", "0home1 1work2 "),
        ("{{#each _source.phones as |phone|}}{{phone.number}}{{/each}}", "12"),
        ("{{#each _source.Address.Geo}}{{@key}}={{this}}{{/each}}", "lat=6.5"),
        ("{{#each _source.phones}}{{../_source.First}}{{/each}}", "AnaAna"),
        ("{{#each _source.phones}}{{_source.First}}{{/each}}", "AnaAna"),
        ("{{#each _source.phones}}{{@root._source.Age}}{{/each}}", "4141"),
        ("{{#each _source.none}}x{{else}}nothing{{/each}}", "nothing"),
        ("{{#with _source.Address}}{{City}} {{Geo.lat}}{{/with}}", "Lagos 6.5"),
        ("{{#with _source.Address as |home|}}{{home.City}}{{/with}}", "Lagos"),
        ("{{#with _source.Missing}}x{{else}}homeless{{/with}}", "homeless"),
        ("{{#with _source.Address}}{{#each Lines}}{{this}};{{/each}}{{/with}}", "1 Main St;Flat 2;"),
        (
            "{{#removeExtraSpace}}{{_source.First}} {{_source.Middle}} {{_source.Last}}{{/removeExtraSpace}}",
            "Ana Okafor",
        ),
        ("{{#removeExtraSpace}} {{_source.Missing}}  {{/removeExtraSpace}}", None),
        ("{{_source.html}}", '<b>A & "B"</b>'),
    ],
)
def test_reads(source: str, value: str | None) -> None:
    assert problem(source) is None
    assert reader(source)(RECORD) == value


@pytest.mark.parametrize(
    ("silence", "source", "value"),
    [
        (Silence(structures="empty"), "_source.tags", None),
        (Silence(structures="empty"), "_source.Address.Geo", None),
        (Silence(structures="empty"), "_source.Address.City", "Lagos"),
        (Silence(blank_is_empty=False), "{{_source.Missing}} {{_source.Nothing}}", " "),
        (Silence(blank_is_empty=False), "{{_source.Missing}}", None),
        (Silence(escapes_html=True), "{{_source.html}}", "&lt;b&gt;A &amp; &quot;B&quot;&lt;/b&gt;"),
        (Silence(escapes_html=True), "{{{_source.html}}}", '<b>A & "B"</b>'),
    ],
)
def test_where_the_documentation_is_silent_both_answers_can_be_had(
    silence: Silence, source: str, value: str | None
) -> None:
    assert reader(source, silence)(RECORD) == value


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{#if _source.a}}1{{else}}2{{else}}3{{/if}}", "has a second else in {{#if}}"),
        ("{{else}}", "has {{else}} without a block"),
        ("{{#removeExtraSpace _source.a}}{{/removeExtraSpace}}", "gives removeExtraSpace an argument"),
        ("{{#if}}x{{/if}}", "has an expression without a field"),
        ("{{_source.a!}}", "has '_source.a!', which is not a path"),
        ("{{*decorator}}", "uses {{*decorator}}, which AWS does not document"),
        ("{{#each _source.a}}{{x}}", "does not close {{#each}}"),
    ],
)
def test_refuses(template: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        compiled(template)
    assert str(caught.value) == message


PIECES = [
    "{{",
    "}}",
    "{{{",
    "}}}",
    "#if ",
    "#each ",
    "/if",
    "/each",
    "else",
    "_source.a",
    "this",
    "../",
    "@index",
    " ",
    "x",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.dictionaries(st.just("a"), st.text() | st.none())
)
def test_any_text_is_either_refused_in_words_or_can_be_read(template: str, record: dict[str, Any]) -> None:
    if problem(f"{{{{_source.a}}}}{template}") is None:
        assert reader(f"{{{{_source.a}}}}{template}")(record) != ""
