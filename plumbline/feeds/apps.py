from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "plumbline.feeds"
    verbose_name = "Feeds"

    def ready(self) -> None:
        from plumbline.feeds import case_audits, cin, ssda903  # noqa: F401  reading a feed registers it
        from plumbline.missing.facts import EpisodeFacts
        from plumbline.referrals.facts import AuthorityAssessmentFacts, AuthorityEnquiryFacts, AuthorityReferralFacts
        from plumbline.standards import sources

        sources.supplies(ssda903.SOURCE, EpisodeFacts, ssda903.SUPPLIED)
        for facts in (AuthorityReferralFacts, AuthorityEnquiryFacts, AuthorityAssessmentFacts):
            sources.supplies(cin.SOURCE, facts, set(facts.facts))
        sources.supplies(cin.ALONE, AuthorityEnquiryFacts, set(AuthorityEnquiryFacts.facts) - {"started_at"})
