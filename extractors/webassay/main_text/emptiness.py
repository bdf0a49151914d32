"""Pages without main content: an error, a wall, a shell, or nothing but menu and footer.

The rules are few and cautious, since a text that is called none is lost. A list of links alone is
no sign: collections and listings are lists of links, and their text. The words and limits were
chosen by looking at the WCXB development pages; `webassay train extractor --folds` counts how often
the rules fire there, and how often they are right.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.features import PageFeatures

NO_BLOCK = "no main text: the page has no text at all"  # why a page without a block has none
_NAV, _FOOTER = 0, 2  # bits of `Blocks.marks`
_OWN_KINDS = 5  # of `Document.kinds`: article, product, list, thread, questions
_MOST = 80  # kept words; a page with more is no error and no wall
_FEW = 60  # kept words in the menu or the footer that are no text, though they are no links
_IN_CHROME = 0.9  # share of the kept words
_LINKED = 0.5  # share of the kept words from which they are a list of links
_LEADING = 3  # kept blocks in which a page says what it is

_ERROR = (
    r"(^|error|http|fehler|erreur)\W*(40[034]|410|50[0234])\b"
    r"|page (was |could |can )?not (be )?found|page (does not|doesn.t) exist|bad gateway"
    r"|internal server error|service unavailable"
    r"|seite (wurde )?(leider )?nicht gefunden|page (introuvable|non trouvée)"
    r"|p[áa]gina no (encontrada|existe)|p[áa]gina n[ãa]o (encontrada|existe)"
    r"|pagina non (è stata )?trovata|pagina niet gevonden|sidan (hittades|kunde|finns) inte"
    r"|nie znaleziono strony|strona nie (została znaleziona|istnieje)|страница не найдена"
    r"|сторінку не знайдено|sayfa bulunamadı|ページが見つかりません|ページが存在しません|页面不存在"  # noqa: RUF001 # Turkish
    r"|找不到(该)?页面|找不到網頁|페이지를 찾을 수 없|الصفحة غير موجودة|पृष्ठ नहीं मिला|पेज नहीं मिला"
)
_SCRIPT = (
    r"enable java ?script|java ?script (is |must be )?(required|disabled|turned off|enabled)"
    r"|requires java ?script|javascript (bitte )?aktivieren|activ(er|ez) (le )?javascript"
    r"|habilit(e|ar?) (el |o )?javascript|activ(a|e|ar) javascript|abilita(re)? javascript"
    r"|включит[еь] javascript|javascript を有効|启用 ?javascript"
)
_ROBOT = (
    r"verif(y|ying|ies) (that )?you are (a )?(human|not)|checking your browser|just a moment"
    r"|are you a (robot|human)|access( to this page)?( has been| is)? denied|unusual traffic"
    r"|permission to access|ddos protection|zugriff verweigert|accès refusé|acceso denegado"
)
_BROWSER = (
    r"browser (is |version is )?(not supported|no longer supported|unsupported|out of date"
    r"|outdated)|unsupported browser|browser wird nicht unterstützt"
)
_ENTRY = (
    r"^\W*((log|sign)[ -]?(in|on)|anmelden|einloggen|(se )?connecter|connexion"
    r"|inici(ar|e) sesi[óo]n|acceder|entrar|fazer login|accedi|inloggen|logga in|zaloguj|logowanie"
    r"|войти|вход|увійти|вхід|giriş)\b"
    r"|^\W*(ログイン|登录|登入|로그인|تسجيل الدخول|लॉग इन)"
)
_FIELDS = (
    r"password|passwort|kennwort|mot de passe|contraseña|senha|wachtwoord|lösenord|hasło|парол"
    r"|şifre|パスワード|密码|密碼|비밀번호|كلمة المرور|पासवर्ड"
)
_COOKIES = r"\bcookies?\b"
_CONSENT = (
    r"consent|partners|privacy|zustimm|partner|consentement|consenso|toestemming|confidential"
)
_Pattern = re.Pattern[str]


def _compiled(pattern: str) -> _Pattern:
    return re.compile(pattern, re.IGNORECASE)


_SAID: tuple[tuple[_Pattern, str], ...] = (
    (_compiled(_ERROR), "an error"),
    (_compiled(_SCRIPT), "a shell that scripts would fill"),
    (_compiled(_ROBOT), "a check of who visits it"),
    (_compiled(_BROWSER), "a notice about the browser"),
)
_LOGIN, _SECRET = _compiled(_ENTRY), _compiled(_FIELDS)
_COOKIE, _ASKED = _compiled(_COOKIES), _compiled(_CONSENT)


def why_empty(page: PageFeatures, keep: NDArray[np.bool_]) -> str:
    """Say in one line why a page has no main content, or nothing where it has some.

    Args:
        page: a page with at least one block.
        keep: whether each block is kept.

    Returns:
        The reason, beginning with "no main text"; empty where what is kept may be main content.
    """
    words = page.counts * keep
    kept = float(words.sum())
    if not kept:
        return f"no main text: none of the page's {len(keep)} blocks looks like it"
    linked = float((words * page.link).sum()) / kept
    chrome = page.marks[_NAV] | page.marks[_FOOTER]
    if float((words * chrome).sum()) / kept >= _IN_CHROME:
        if linked >= _LINKED:
            return "no main text: the page looks like a list of links"
        if kept < _FEW:
            return "no main text: only the menu and the footer have text"
    if kept > _MOST or any(page.document.kinds[:_OWN_KINDS]):
        return ""
    looks = _looks_like(page, keep)
    return f"no main text: the page looks like {looks}" if looks else ""


def _looks_like(page: PageFeatures, keep: NDArray[np.bool_]) -> str:
    """Name what a page with little text says that it is; empty where it says nothing like that."""
    texts = page.blocks.texts
    kept = [texts[number] for number in np.flatnonzero(keep).tolist()]
    saying = (page.document.title.strip(), *kept[:_LEADING])
    for pattern, name in _SAID:
        if any(pattern.search(text) for text in saying):
            return name
    if any(_LOGIN.search(text) for text in saying) and any(map(_SECRET.search, texts)):
        return "a login"
    joined = " ".join(kept)
    if page.counts.sum() <= 2 * _MOST and _COOKIE.search(joined) and _ASKED.search(joined):
        return "a cookie wall"
    return ""
