package com.trmlabs.portal;

/** One PostgreSQL database and the two roles that the portal has there. */
record DatabaseAccess(String url, Login app, Login owner) {

    record Login(String user, String password) {}
}
