"""Standard replies: written in the three languages by people, said to the person in theirs."""

STANDARD_REPLIES = (
    "reply-received",
    "reply-more-information",
    "reply-call",
    "reply-meeting",
    "reply-competence-mapping",
    "reply-validation",
    "reply-interpreter",
    "reply-other-authority",
    "reply-migration-agency",
    "reply-no-documents",
    "reply-forwarded",
    "reply-still-working",
    "reply-next-step",
    "reply-did-it-help",
    "reply-closing",
)
