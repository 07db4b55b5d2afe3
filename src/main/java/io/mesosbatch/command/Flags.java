package io.mesosbatch.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The forms of flags that Mesos's own programs understand: {@code --flag=value}, and for booleans
 * {@code --flag}, {@code --no-flag} and {@code --flag=false}; hyphen or underscore.
 */
public final class Flags {
  private Flags() {}

  public static CommandLine commandLine(Object command) {
    CommandLine commandLine = new CommandLine(command);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(Flags::refuse);
    commandLine.setExecutionExceptionHandler(Failures::report);
    commandLine.setAllowSubcommandsAsOptionParameters(true);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setUsageHelpLongOptionsMaxWidth(34);
    return commandLine;
  }

  private static int refuse(ParameterException e, String[] args) {
    CommandLine commandLine = e.getCommandLine();
    commandLine.getErr().println("mesos-batch: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, commandLine.getErr());
    commandLine.getErr().println("See " + commandLine.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.BAD_INPUT;
  }

  /** Brings every flag to the form {@code --flag_name=value} that the options are declared in. */
  public static String[] normalize(CommandLine commandLine, String[] args) {
    CommandSpec command = commandLine.getCommandSpec();
    List<String> normal = new ArrayList<>();
    for (String arg : args) {
      if (!arg.startsWith("--") || arg.length() == 2) {
        CommandLine sub = command.subcommands().get(arg);
        command = sub == null ? command : sub.getCommandSpec();
        normal.add(arg);
        continue;
      }
      int equals = arg.indexOf('=');
      String name = (equals < 0 ? arg : arg.substring(0, equals)).substring(2).replace('-', '_');
      String value = equals < 0 ? "" : arg.substring(equals);
      if (name.startsWith("no_") && value.isEmpty() && isBoolean(command, name.substring(3))) {
        normal.add("--" + name.substring(3) + "=false");
      } else if (value.isEmpty() && isBoolean(command, name)) {
        normal.add("--" + name + "=true");
      } else {
        normal.add("--" + name + value);
      }
    }
    return normal.toArray(String[]::new);
  }

  private static boolean isBoolean(CommandSpec command, String name) {
    OptionSpec option = command.findOption("--" + name);
    return option != null
        && !option.usageHelp()
        && !option.versionHelp()
        && (option.type() == boolean.class || option.type() == Boolean.class);
  }
}
