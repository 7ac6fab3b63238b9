"""One run of the whole desk: the order in which its parts start, what is said meanwhile, and how it ends."""

import os
import socket
from collections.abc import Mapping

from factcheck.embedded.servers import EmbeddedServers
from factcheck.embedded.state import read_state
from factcheck.processes.children import Child, Watchdog, describe_end, spawn
from factcheck.processes.errors import StartError
from factcheck.processes.logs import last_lines
from factcheck.processes.strays import started_at
from factcheck.runner import services
from factcheck.runner.in_turn import outputs
from factcheck.runner.listening import ask_health
from factcheck.runner.options import Options
from factcheck.runner.supervisor import ProgramService, Supervisor
from factcheck.runner.surroundings import Steps, say

STARTING_SECONDS = 120
FAILURES_AT_START = 3
TOLD_TO_COMMANDS = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "DEMO")  # what bin/manage needs of a running desk


class Desk:
    """Everything that runs between ``bin/run`` and Ctrl-C."""

    def __init__(
        self, options: Options, environment: Mapping[str, str], listener: socket.socket, watchdog: Watchdog
    ) -> None:
        """Take over the data folder, whose lock the caller holds; starts nothing. Raises :class:`StartError`."""
        self.data = options.data
        self.listener = listener
        self.watchdog = watchdog
        self.steps = Steps()
        self.state = read_state(self.data)
        self.state.owner, self.state.pid, self.state.is_ready = "bin/run", os.getpid(), False
        self.state.address = options.address(listener.getsockname()[1])
        self.supervisor = Supervisor(watchdog, self._report, self._note_children)
        self.servers = EmbeddedServers(self.data, self.state, environment, self._report)
        self.environment = {**self.servers.environment(), **environment, **self._variables(options, environment)}
        self.state.write(self.data)

    def run(self) -> None:
        """Start everything, stay until the end is asked for, end everything in order. Raises :class:`StartError`."""
        self.supervisor.catch_signals()
        say(f"Periksa starts. Data and logs: {self.data}")
        try:
            self._start()
            self.supervisor.run()
        except StartError:
            if self.supervisor.is_wanted():  # else it did not start because it was ended
                raise
        finally:
            say("Ending …")
            self.supervisor.end(services.ENDING_ORDER)
            self.state.is_ready, self.state.pid, self.state.children = False, 0, {}
            self.state.write(self.data)
        say("Everything has ended.")

    def _variables(self, options: Options, environment: Mapping[str, str]) -> dict[str, str]:
        is_demo = options.is_demo(self.state, environment)
        if not self.state.is_loaded:  # the first start decides
            self.state.is_demo = is_demo
        return {
            "DEMO": "1" if is_demo else "0",
            "DATA_DIR": str(self.data),
            "ALLOWED_HOSTS": options.allowed_hosts(environment),
            "PUBLIC_URL": environment.get("PUBLIC_URL") or self.state.address,
            "PYTHONUNBUFFERED": "1",
        }

    def _start(self) -> None:
        """Start servers, database and services in an order in which each finds what it needs."""
        self._start_servers()
        # Both at once: they share nothing, and a small machine has two processors.
        files = self._begin("files", ["compile_translations"], ["collectstatic", "--noinput", "--verbosity=0"])
        database = self._begin("database", *self._database_commands())
        self._finish(database)
        self._finish(files)
        if self.supervisor.is_wanted():
            filled = "" if self.state.is_loaded or self.environment["DEMO"] != "1" else ", the demo is loaded"
            self.steps.done(f"Database and files are up to date{filled}")
            self.state.is_loaded = True
            self.state.write(self.data)
            self._start_services()
        if self.supervisor.is_wanted():
            self._welcome(outputs(database.program.log.read_text()).get("demo_people", []))

    def _database_commands(self) -> list[list[str]]:
        commands = [["migrate"], ["check_start"]]
        if self.environment["DEMO"] == "1":
            commands += [] if self.state.is_loaded else [["load_demo"]]
            commands += [["demo_people", "--plain"]]
        return commands

    def _start_servers(self) -> None:
        for server in self.servers.needed:
            self.supervisor.start(server)
            self.steps.done(server.describe())
        if not self.servers.postgres:
            say("  PostgreSQL: the one that DATABASE_URL names")
        if not self.servers.valkey:
            say("  Redis: the one that REDIS_URL names")
        self.state.environment = {name: self.environment[name] for name in TOLD_TO_COMMANDS}
        self.state.is_ready = True
        self.state.write(self.data)

    def _start_services(self) -> None:
        programs = (
            services.web(self.environment, self.data, self.listener.fileno()),
            services.worker(self.environment, self.data),
            services.fetcher(self.environment, self.data),
            services.sweeper(self.environment, self.data),
            services.beat(self.environment, self.data),
        )
        for program in programs:
            if self.supervisor.is_wanted():
                self.supervisor.start(ProgramService(program))
        self._wait_until_well()
        if self.supervisor.is_wanted():
            self.steps.done("Web server, workers, sweeper and clock are up")

    def _wait_until_well(self) -> None:
        """Return when the desk says that it is well. Raises :class:`StartError` when a part keeps failing."""
        answer = ""
        while self.supervisor.is_wanted() and answer != "ok":
            self.supervisor.tend()
            failing = self.supervisor.failing(FAILURES_AT_START)
            if failing or self.steps.seconds_since_last() > STARTING_SECONDS:
                log = self.data / "log" / f"{failing or 'web'}.log"
                raise StartError(f"The desk does not come up (/healthz: {answer}). From {log}:\n{last_lines(log)}")
            answer = ask_health(self.listener, self.environment)
            if answer != "ok":
                self.supervisor.wait(0.2)

    def _begin(self, name: str, *commands: list[str]) -> Child:
        """Start management commands in a process of their own, what they say alone in its log."""
        log = self.data / "log" / f"{name}.log"
        log.unlink(missing_ok=True)
        return spawn(services.in_turn(name, commands, self.environment, log), self.watchdog)

    def _finish(self, child: Child) -> None:
        """Wait for such a process; raise :class:`StartError` with what its last command said when it fails."""
        while not child.has_ended():
            if not self.supervisor.is_wanted():
                child.end()
                return
            self.supervisor.wait(1)
        if child.process.returncode:
            said = outputs(child.program.log.read_text(errors="replace"))
            name, lines = next(reversed(said.items()), (child.program.name, []))
            end = describe_end(child.process.returncode)
            raise StartError("\n".join([f"{name} {end}:", *lines[-12:], f"(all of it: {child.program.log})"]))

    def _welcome(self, people: list[str]) -> None:
        say(f"\nReady after {self.steps.seconds():.0f} s:  {self.state.address}\n")
        if people:
            say("  Sign in as one of the demo's people:")
        for line in people:
            role, name, password = (*line.split("\t"), "", "")[:3]
            say(f"    {role:<12} {name:<12} password {password}")
        say("\nCtrl-C ends it.")

    def _report(self, line: str) -> None:
        say(line)

    def _note_children(self) -> None:
        self.state.children = {
            name: (child.process.pid, started_at(child.process.pid))
            for name, child in self.supervisor.children().items()
        }
        self.state.write(self.data)
