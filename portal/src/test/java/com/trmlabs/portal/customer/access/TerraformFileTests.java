package com.trmlabs.portal.customer.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.kernel.ProjectId;
import java.io.IOException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TerraformFileTests {

    private final AccessSpec spec = Access.read();
    private final String text = new TerraformFile(spec, new ProjectId("bluefin-analytics"), "portal@trm-portal.iam.gserviceaccount.com").text();

    /** The expected file was read line by line; {@code terraform fmt -check} has nothing to say about it. */
    @Test
    void readsAsReviewed() throws IOException {
        assertThat(text).isEqualTo(GcloudCommandsTests.reviewed("bluefin-analytics.tf"));
    }

    @Test
    void refersOnlyToResourcesThatItMakes() {
        var made = Pattern.compile("resource \"(\\w+)\" \"(\\w+)\"").matcher(text).results()
                .map(found -> found.group(1) + "." + found.group(2)).toList();
        var used = Pattern.compile("(google_\\w+\\.\\w+)").matcher(text.replaceAll("#.*", "")).results().map(MatchResult::group).toList();
        assertThat(made).doesNotHaveDuplicates();
        assertThat(used).isNotEmpty().allSatisfy(one -> assertThat(made).contains(one));
    }

    @Test
    void givesTheReasonOfEveryPermission() {
        assertThat(spec.permissions()).allSatisfy(permission -> assertThat(text)
                .contains("    # " + permission.reason() + "\n    \"" + permission.permission() + "\","));
    }

    @Test
    void makesNoKey() {
        assertThat(text).doesNotContain("google_service_account_key");
    }
}
