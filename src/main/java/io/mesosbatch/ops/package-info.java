/** HTTP: jobs come in, and whoever asks hears how they stand; a page for people. */
package io.mesosbatch.ops;
