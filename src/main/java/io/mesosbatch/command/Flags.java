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
  public static String[] normalize(CommandLine commandLine, String[] given) {
    String[] args = help(given);
    CommandSpec command = commandLine.getCommandSpec();
    List<String> normal = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      String arg = args[i];
      if (!arg.startsWith("--") || arg.length() == 2) {
        CommandLine sub = command.subcommands().get(arg);
        command = sub == null ? command : sub.getCommandSpec();
        normal.add(arg);
        continue;
      }
      int equals = arg.indexOf('=');
      String name = (equals < 0 ? arg : arg.substring(0, equals)).substring(2).replace('-', '_');
      boolean negated = equals < 0 && name.startsWith("no_");
      OptionSpec option = command.findOption("--" + (negated ? name.substring(3) : name));
      boolean next = equals < 0 && i + 1 < args.length;
      if (option != null && isBoolean(option)) {
        String value = equals < 0 ? Boolean.toString(!negated) : arg.substring(equals + 1);
        if (next && !negated && isTruthValue(args[i + 1])) {
          value = args[++i];
        }
        add(normal, option, value);
      } else if (option != null && !negated && next && !args[i + 1].startsWith("--")) {
        // Whatever it says, it is no command.
        normal.add("--" + name + "=" + args[++i]);
      } else {
        normal.add("--" + name + (equals < 0 ? "" : arg.substring(equals)));
      }
    }
    return normal.toArray(String[]::new);
  }

  /** What people try first to see the help: it comes to {@code [COMMAND] --help}. */
  private static String[] help(String[] given) {
    List<String> args = new ArrayList<>(List.of(given));
    args.replaceAll(arg -> arg.equals("-h") || arg.equals("--h") ? "--help" : arg);
    if (!args.isEmpty() && args.get(0).equals("help")) {
      args.add(args.remove(0).replace("help", "--help"));
    }
    return args.toArray(String[]::new);
  }

  private static void add(List<String> normal, OptionSpec option, String value) {
    if (!option.usageHelp()) {
      normal.add(option.longestName() + "=" + value);
    } else if (!value.equalsIgnoreCase("false")) {
      normal.add(option.longestName());
    }
  }

  private static boolean isTruthValue(String value) {
    return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
  }

  private static boolean isBoolean(OptionSpec option) {
    return option.type() == boolean.class || option.type() == Boolean.class;
  }
}
