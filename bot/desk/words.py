"""The Swedish words of the desk for the values of the contracts. A value without a word is shown as it is."""

from bot.store.moves import ELSEWHERE

QUEUES = {
    "etableringscentrum": "Etableringscentrum",
    "membership": "Medlemskap",
    "employers": "Arbetsgivare",
    "intro-stockholm": "Intro Stockholm",
    "mentors": "Stockholmsmentor",
    "urgent": "Akut",
    "general": "Welcome House",
}
STATUSES = {
    "new": "Ny",
    "claimed": "Pågår",
    "waiting": "Väntar på invånaren",
    "parked": "Parkerad",
    "closed": "Avslutad",
}
PRIORITIES = {"urgent": "Akut", "normal": "Normal"}
LANGUAGES = {"sv": "svenska", "uk": "ukrainska", "en": "engelska", "ru": "ryska"}
CHANNELS = {"telegram": "Telegram", "web": "Webbchatt"}
WAYS_OUT = {"telegram": "Telegram", "web": "webbchatten"}
FLOWS = {
    "arrival": "Ny i Stockholm",
    "employer": "Erbjudande från arbetsgivare",
    "membership": "Ansökan om medlemskap",
    "danger": "Någon kan vara i fara",
    "question": "En fråga",
    "general": "Vill prata med en människa",
    "privacy": "Vill få sina uppgifter raderade",
}
OUTCOMES = {
    "helped": "Fick hjälp",
    "referred": "Hänvisad vidare",
    "no_answer": "Svarade inte",
    "withdrawn": "Ville inte gå vidare",
    "duplicate": "Dubblett",
    "other": "Annat",
}
RESULTS = {**OUTCOMES, "person": "Invånaren avslutade själv"}
"""What a case has ended with: what staff choose, and that the person closed it."""
DECISIONS = {
    "received": "Mottagen",
    "checked": "Kontrollerad",
    "approved": "Godkänd",
    "declined": "Avslagen",
    "more_information": "Behöver kompletteras",
}
RATINGS = {"helped": "fick hjälp", "partly": "delvis hjälp", "not_helped": "det hjälpte inte"}
ROLES = {
    "case_worker": "Handläggare",
    "lead": "Gruppledare",
    "privacy": "Dataskyddsansvarig",
    "admin": "Administratör",
}
DELIVERIES = {"waiting": "Skickas …", "sent": "Skickat", "failed": "Kunde inte skickas"}
DAYS = {
    "mon": "Måndag",
    "tue": "Tisdag",
    "wed": "Onsdag",
    "thu": "Torsdag",
    "fri": "Fredag",
    "sat": "Lördag",
    "sun": "Söndag",
}
ACTS = {
    "opened": "Ärendet kom in",
    "claimed": "Tog ärendet",
    "released": "Lämnade tillbaka ärendet",
    "replied": "Svarade",
    "noted": "Skrev en intern anteckning",
    "transferred": "Lämnade över",
    "parked": "Parkerade",
    "resumed": "Återupptog",
    "prioritised": "Ändrade prioritet",
    "closed": "Avslutade",
    "reopened": "Öppnade igen",
    "decided": "Beslutade",
    "checked": "Kontrollerade",
    "wrote": "Skrev",
    "rated": "Svarade på hur det gick",
    "commented": "Skrev om hur det gick",
    "erased": "Raderade personens uppgifter",
    "visit_proposed": "Föreslog tider för besök",
    "visit_booked": "Besök bokat",
    "visit_moved": "Besök flyttat",
    "visit_cancelled": "Besök avbokat",
    "visit_refused": "Besöket gick inte att flytta: tiden hann bli upptagen",
    "visit_unsuited": "Ingen av tiderna passade",
    "visit_mapped": "Besöket ägde rum och kartläggningen är gjord",
    "visit_met": "Besöket ägde rum, utan kartläggning",
    "visit_absent": "Besöket blev inte av",
    "visit_answer_withdrawn": "Tog tillbaka svaret om besöket",
    "outcome": "Förde in vad det blev",
    "outcome_withdrawn": "Tog bort det som var infört",
}
CHECKS = {
    "OK": "Stämmer",
    "REVIEW": "Behöver granskas",
    "NOT_FOUND": "Hittades inte",
    "NOT_CHECKED": "Inte kontrollerat",
    "REFUSED": "Intygas inte",
}
ACTORS = {"person": "Invånaren", "bot": "Boten"}
CASE_SYSTEMS = {"support_management": "Support Management", "zammad": "Zammad"}
CASE_STATES = {"new": "ny där", "open": "öppet där", "waiting": "väntar där", "closed": "avslutat där"}
TRANSFER_REASONS = {
    "unavailable": "systemet svarar inte",
    "timeout": "systemet svarar inte i tid",
    "rejected": "systemet tar inte emot det",
    "malformed": "systemets svar går inte att förstå",
}


def word(words: dict[str, str], value: str | None) -> str:
    """The Swedish word for ``value``; the value itself when there is none, a dash for nothing."""
    return words.get(value, value) if value else "–"


def actor(name: str) -> str:
    """Who did something: ``Bo Ek i Zammad`` where it was done in another case system."""
    if not name.startswith(ELSEWHERE):
        return word(ACTORS, name)
    system, _, author = name.removeprefix(ELSEWHERE).partition(":")
    return " i ".join(filter(None, (author, word(CASE_SYSTEMS, system))))


SAID = {
    "visit-proposed": "Tiderna är föreslagna i chatten.",
    "visit-moving": "Tiden bokas om. Historiken visar när den är klar.",
    "visit-cancelled": "Besöket är avbokat och invånaren får veta det.",
    "visit-ended": "Svaret om besöket är sparat och räknas i uppföljningen.",
    "visit-answered": "Någon hann svara om besöket. Det svaret gäller och står här.",
    "visit-unanswered": "Svaret om besöket är borttaget och räknas inte längre.",
    "times-added": "Tiderna är inlagda.",
    "times-known": "Tiderna fanns redan.",
    "time-removed": "Tiden är borttagen.",
    "claimed": "Ärendet är ditt.",
    "released": "Ärendet är tillbaka i kön.",
    "freed": "Ärendet är tillbaka i kön och kollegor kan ta det.",
    "replied": "Svaret är skickat.",
    "replied-original": "Svaret är skickat, men utan översättning: det gick inte att översätta. Invånaren vet om det.",
    "noted": "Anteckningen är sparad.",
    "drafted": "Utkastet är sparat.",
    "transferred": "Ärendet är överlämnat.",
    "parked": "Ärendet är parkerat. Det kommer tillbaka till dig.",
    "resumed": "Ärendet är återupptaget.",
    "prioritised": "Prioriteten är ändrad.",
    "closed": "Ärendet är avslutat.",
    "closed-original": "Ärendet är avslutat. Din text skickades utan översättning. Invånaren vet om det.",
    "reopened": "Ärendet är öppet igen och är ditt.",
    "decided": "Beslutet är sparat och sagt i chatten.",
    "decided-original": "Beslutet är sparat. Motiveringen skickades utan översättning. Invånaren vet om det.",
    "outcome": "Det är infört och räknas i uppföljningen.",
    "withdrawn": "Det är borttaget och räknas inte längre.",
    "rechecked": "Kontrollerna görs om. Resultaten kommer här när de är klara.",
    "imported": "Filens innehåll gäller nu.",
    "erased": "Personens uppgifter är raderade.",
    "nothing": "Det finns inget ledigt ärende i dina köer.",
    "replayed": "Meddelandet är inläst igen.",
    "saved": "Sparat.",
    "rolled": "Den tidigare versionen gäller igen.",
    "added": "Kontot finns nu.",
    "password": "Lösenordet är bytt.",
    "codes-removed": "Engångskoderna är borttagna.",
    "elsewhere": "Kontot är utloggat överallt annars.",
    "stuck": "Det gick inte den här gången heller. Meddelandet ligger kvar.",
    "gone": "Det finns inte kvar: någon annan hann före, eller så är personen raderad.",
    "out": "Du är utloggad.",
    "unlabelled": "Det finns inget märkt på det språket att ladda ned.",
    "unclear-gone": "Texten finns inte kvar: någon annan hann före, eller så är den för gammal.",
    "disconnected": "Gruppen får inga fler besked.",
}
UNTRANSLATED = {
    "off": "Maskinöversättning är inte påslagen.",
    "away": "Översättningstjänsten svarar inte just nu.",
    "refused": "Översättningstjänsten tog inte emot texten.",
    "unsafe": "Översättningen gick inte att lita på: namn eller siffror kom inte tillbaka som de var.",
    "long": "Texten är för lång för att översättas.",
    "language": "Översättningstjänsten kan inte språket.",
}
REASONS = {
    "poison": "Behandlingen avbröts tre gånger",
    "failed": "Behandlingen misslyckades",
    "unparsable": "Gick inte att läsa",
}
