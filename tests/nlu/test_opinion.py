"""Another engine is heard about the intent, and about nothing else."""

from nlu.opinion import adopt
from nlu.understanding import Entity, Identified, Intent, Reading, Understanding

HEARD = Understanding(
    text="назад",
    intent=Intent("back", 1.0),
    intent_ranking=(Intent("back", 1.0),),
    entities=(Entity(entity="number", value="6", start=0, end=1),),
    language=Identified("uk", 0.9),
    readings=(Reading("arrival.years", ("6",)),),
    whole=True,
)
OTHER = (Intent("seek_work", 0.9), Intent("back", 0.1))


def test_the_intent_and_the_ranking_are_the_others() -> None:
    heard = adopt(HEARD, OTHER)
    assert (heard.intent, heard.intent_ranking, heard.whole) == (OTHER[0], OTHER, False)


def test_everything_else_is_ours() -> None:
    heard = adopt(HEARD, OTHER)
    assert (heard.entities, heard.language, heard.readings) == (HEARD.entities, HEARD.language, HEARD.readings)


def test_a_message_is_wholly_what_both_take_it_for() -> None:
    assert adopt(HEARD, (Intent("back", 0.8),)).whole


def test_without_an_opinion_nothing_changes() -> None:
    assert adopt(HEARD, None) is HEARD
    assert adopt(HEARD, ()) is HEARD


def test_our_doubts_go_and_other_sentences_stay() -> None:
    heard = Understanding(text="?", rivals=("seek_work", "ask_cv"), also=("ask_sfi", "seek_work"))
    assert (adopt(heard, OTHER).rivals, adopt(heard, OTHER).also) == ((), ("ask_sfi",))


def test_danger_that_we_hear_is_not_argued_about() -> None:
    heard = Understanding(text="він мене вбʼє", intent=Intent("report_danger", 1.0))
    assert adopt(heard, OTHER) is heard


def test_danger_that_only_the_other_hears_counts() -> None:
    assert adopt(HEARD, (Intent("report_danger", 0.6),)).intent.name == "report_danger"


def test_a_command_means_what_it_says() -> None:
    heard = Understanding(text="/delete", intent=Intent("delete_my_data", 1.0), whole=True)
    assert adopt(heard, OTHER) is heard
