from django.urls import path

# -- audit
from plumbline.inspections.views import audit

app_name = "inspections"
urlpatterns = [
    # -- audit
    path("audits/", audit.programmes.audits, name="audits"),
    path("audits/programmes/make/", audit.programmes.make, name="programme-make"),
    path("audits/programmes/<int:pk>/", audit.programmes.programme, name="programme"),
    path("audits/programmes/<int:pk>/open/", audit.rounds.open_round, name="round-open"),
    path("audits/rounds/<int:pk>/", audit.rounds.result, name="round"),
    path("audits/rounds/<int:pk>/sample/", audit.rounds.sample, name="sample"),
    path("audits/rounds/<int:pk>/cases/", audit.rounds.cases, name="cases"),
    path("audits/rounds/<int:pk>/close/", audit.rounds.close, name="round-close"),
    path("audits/cases/<int:pk>/", audit.cases.case, name="case"),
    path("audits/cases/<int:pk>/begin/", audit.cases.begin, name="begin"),
    path("audits/cases/<int:pk>/moderate/", audit.cases.moderate, name="moderate"),
    path("audits/cases/<int:pk>/set-aside/", audit.cases.set_aside, name="set-aside"),
    path("audits/markings/<int:pk>/", audit.markings.marking, name="marking"),
    path("audits/markings/<int:pk>/draft/", audit.markings.draft, name="draft"),
    path("audits/at-risk/<int:pk>/", audit.cases.safeguard, name="safeguard"),
    path("audits/published/", audit.published.published, name="published"),
]
