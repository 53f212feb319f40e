from django.urls import path

# -- inspections and recommendations
from plumbline.inspections.views import evidence, findings, inspections, packs, recommendations

app_name = "inspections"
urlpatterns = [
    # -- inspections and recommendations
    path("", inspections.index, name="list"),
    path("findings/", findings.findings, name="findings"),
    path("record/", inspections.record, name="record"),
    path("<int:pk>/", inspections.inspection, name="inspection"),
    path("<int:pk>/publish/", inspections.publish, name="publish"),
    path("<int:pk>/findings/record/", inspections.finding, name="finding-record"),
    path("<int:pk>/plan-sent/", inspections.plan_sent, name="plan-sent"),
    path("<int:pk>/response/", inspections.response, name="response"),
    path("<int:pk>/stage/", inspections.stage, name="stage"),
    path("<int:pk>/recommend/", recommendations.make, name="recommend"),
    path("<int:pk>/pack/", packs.of_inspection, name="pack"),
    path("recommendations/<int:pk>/", recommendations.recommendation, name="recommendation"),
    path("recommendations/<int:pk>/owner/", recommendations.owner, name="owner"),
    path("recommendations/<int:pk>/actions/set/", recommendations.action, name="action-set"),
    path("recommendations/<int:pk>/measures/set/", evidence.measure, name="measure-set"),
    path("recommendations/<int:pk>/evidence/gather/", evidence.gather, name="evidence-gather"),
    path("recommendations/<int:pk>/put-forward/", recommendations.put_forward, name="put-forward"),
    path("recommendations/<int:pk>/send-back/", recommendations.send_back, name="send-back"),
    path("recommendations/<int:pk>/close/", recommendations.close, name="close"),
    path("recommendations/<int:pk>/reopen/", recommendations.reopen, name="reopen"),
    path("recommendations/<int:pk>/verdict/", recommendations.verdict, name="verdict"),
    path("recommendations/<int:pk>/pack/", packs.of_recommendation, name="recommendation-pack"),
    path("actions/<int:pk>/done/", recommendations.action_done, name="action-done"),
    path("actions/<int:pk>/drop/", recommendations.action_drop, name="action-drop"),
    path("evidence/<int:pk>/refresh/", evidence.refresh, name="evidence-refresh"),
    path("packs/<str:token>/", packs.printing, name="printing"),
    path("packs/<str:token>/file/", packs.printed, name="printed"),
]
