package com.trmlabs.portal;

/** A setting that the portal does not start with; names the key, never its value. */
class SettingRefused extends RuntimeException {

    SettingRefused(String key, String why) {
        super("Setting " + key + " " + why + ".");
    }
}
