package com.trmlabs.portal.customer;

/** What a customer is to us; approval rules hang on it. */
public enum Tier {
    PRODUCTION,
    TRIAL
}
