package com.trmlabs.portal.system;

import com.trmlabs.portal.change.spi.KubernetesClusters;
import com.trmlabs.portal.change.spi.KubernetesFault.Unreachable;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ClusterName;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Primary;

/** The portal's own connections to API servers, counting what it calls and what it is told did not get through. */
@Primary
class CountedCalls implements KubernetesClusters {

    private final KubernetesClusters own;
    final AtomicInteger made = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();

    CountedCalls(@Qualifier("apiServers") KubernetesClusters own) {
        this.own = own;
    }

    @Override
    public Connection connect(ClusterName cluster, CloudIdentity identity) {
        Connection connection = own.connect(cluster, identity);
        return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
            made.incrementAndGet();
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException thrown) {
                if (thrown.getCause() instanceof Unreachable) {
                    failed.incrementAndGet();
                }
                throw thrown.getCause();
            }
        });
    }
}
