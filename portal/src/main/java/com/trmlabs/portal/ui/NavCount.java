package com.trmlabs.portal.ui;

/** A number beside a page in the navigation, contributed as a bean: what waits there for whoever is signed in. */
public interface NavCount {

    /** The page's path as its route names it: {@code approvals}. */
    String path();

    int count();

    /** The number in words, for people who do not see it beside the page: {@code 3 asked of you}. */
    String words(int count);
}
