package com.trmlabs.portal.service.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.trmlabs.portal.cluster.ClusterQueries;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.service.ServiceQueries;
import com.vaadin.browserless.BrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import org.junit.jupiter.api.Test;

/** The card alone: no page of ours is a route here. */
@ViewPackages(packages = "com.trmlabs.portal.kernel")
class ClustersOfCustomerTests extends BrowserlessTest {

    @Test
    void saysHowAFirstClusterComesAbout() {
        ClusterQueries none = mock();
        ServiceQueries services = mock();

        var card = new ClustersOfCustomer(none, services).section(new CustomerId("cedar")).orElseThrow();

        assertThat(card.getElement().getTextRecursively()).contains("No cluster yet.", "at the end of the onboarding");
    }
}
