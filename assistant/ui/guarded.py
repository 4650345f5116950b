"""What ``streamlit run`` runs where visitors sign in with a password: the page behind its door."""

import streamlit as st
from starlette.middleware import Middleware

from assistant.history.gate import PasswordGate
from assistant.history.passwords import configured_passwords
from assistant.ui import APP

app = st.App(APP, middleware=[Middleware(PasswordGate, passwords=configured_passwords())])
