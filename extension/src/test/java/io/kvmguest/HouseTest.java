package io.kvmguest;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.kvmguest.report.LiveConsole;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the walls of the house: who may know whom, and the rules that no compiler knows. */
class HouseTest {

    private static final String ROOT = "io.kvmguest";

    /** From the ground up: each knows only those before it. */
    private static final List<String> FLOORS = List.of(
            "console", "shell", "boot", "image", "network", "qemu", "", "assertions", "contract", "report", "junit");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    static List<String> floors() {
        return FLOORS;
    }

    private static String packageOf(String floor) {
        return floor.isEmpty() ? ROOT : ROOT + "." + floor;
    }

    @ParameterizedTest(name = "floor \"{0}\"")
    @MethodSource("floors")
    void knows_only_the_floors_before_it(String floor) {
        String[] later = FLOORS.subList(FLOORS.indexOf(floor) + 1, FLOORS.size()).stream()
                .map(HouseTest::packageOf)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(packageOf(floor))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void has_no_floor_that_is_not_in_the_plan() {
        Set<String> packages = new TreeSet<>();
        CLASSES.forEach(each -> packages.add(each.getPackageName()));
        assertThat(packages)
                .isSubsetOf(FLOORS.stream().map(HouseTest::packageOf).toList());
    }

    @Test
    void has_no_cycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void only_the_top_floor_knows_junit() {
        noClasses()
                .that()
                .resideOutsideOfPackage(packageOf("junit"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.junit..")
                .check(CLASSES);
    }

    @Test
    void only_assertions_know_assertj_and_awaitility() {
        noClasses()
                .that()
                .resideOutsideOfPackage(packageOf("assertions"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.assertj..", "org.awaitility..")
                .check(CLASSES);
    }

    @Test
    void is_null_marked_everywhere() {
        classes()
                .should(be(new DescribedPredicate<>("in a @NullMarked package") {
                    @Override
                    public boolean test(JavaClass each) {
                        return each.getPackage().isAnnotatedWith(NullMarked.class);
                    }
                }))
                .check(CLASSES);
    }

    /** The console that people ask to see live is the only exception. */
    @Test
    void writes_to_no_standard_stream() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(LiveConsole.class)
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }

    @Test
    void does_not_use_java_util_logging() {
        GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CLASSES);
    }

    @Test
    void throws_nothing_unspecific() {
        GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(CLASSES);
    }

    @Test
    void names_its_exceptions_as_such() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .arePublic()
                .should()
                .haveSimpleNameEndingWith("Exception")
                .andShould()
                .beAssignableTo(RuntimeException.class)
                .check(CLASSES);
    }

    @Test
    void sleeps_nowhere() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLASSES);
    }

    @Test
    void takes_no_boolean_in_a_public_method() {
        noMethods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .areNotRecords()
                .and()
                .areDeclaredInClassesThat()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .haveRawParameterTypes(new DescribedPredicate<>("a boolean") {
                    @Override
                    public boolean test(List<JavaClass> parameters) {
                        return parameters.stream().anyMatch(each -> each.isEquivalentTo(boolean.class));
                    }
                })
                .allowEmptyShould(true)
                .check(CLASSES);
    }
}
