from django.urls import path

from plumbline.oversight.views import accounts, grants, ledger, patterns, people

app_name = "oversight"
urlpatterns = [
    path("", people.home, name="home"),
    path("roles/", people.roles, name="roles"),
    path("me/", people.mine, name="mine"),
    path("me/activity/", ledger.activity, name="activity"),
    path("people/<int:pk>/", people.person, name="person"),
    path("review/", grants.review, name="review"),
    path("grants/<int:pk>/review/", grants.review_one, name="grant-review"),
    path("grants/<int:pk>/restore/", grants.restore, name="grant-restore"),
    path("reviews/<int:pk>/next/", grants.review_next, name="grant-review-next"),
    path("special/<int:pk>/review/", grants.review_special, name="special-review"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/open/", accounts.open_account, name="account-open"),
    path("accounts/<int:pk>/close/", accounts.close, name="account-close"),
    path("accounts/<int:pk>/give/", accounts.give, name="grant-give"),
    path("accounts/<int:pk>/post/", accounts.post, name="account-post"),
    path("accounts/<int:pk>/move/", accounts.move, name="account-move"),
    path("grants/<int:pk>/end/", accounts.end, name="grant-end"),
    path("places/", accounts.places, name="places"),
    path("places/districts/open/", accounts.open_district, name="district-open"),
    path("places/teams/open/", accounts.open_team, name="team-open"),
    path("records/<slug:room>/<slug:kind>/<int:pk>/", ledger.looked, name="looked"),
    path("ledger/", ledger.search, name="ledger"),
    path("ledger/<int:pk>/", ledger.entry, name="entry"),
    path("ledger/export/", ledger.export, name="export"),
    path("patterns/", patterns.patterns, name="patterns"),
    path("patterns/<slug:rule>/", patterns.pattern, name="pattern"),
    path("patterns/<slug:rule>/look/", patterns.look, name="look"),
    path("news/", patterns.news, name="news"),
    path("news/add/", patterns.news_add, name="news-add"),
    path("news/<int:pk>/end/", patterns.news_end, name="news-end"),
]
