/** One framework's session with a Mesos master over the v1 scheduler API. */
package io.mesosbatch.client;
