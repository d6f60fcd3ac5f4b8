package io.kvmguest.qemu;

import java.util.HexFormat;

/**
 * The guest of the probe: a boot sector that goes to long mode, works there, and prints what it has computed.
 *
 * <p>It prints <code>{</code>, then a dot for each of its {@value #PARTS} parts, the answer in eight hexadecimal digits, and
 * <code>}</code>. A part is {@value #STEPS} steps of arithmetic and then a few rounds of what a kernel lives on and what
 * hypervisors get wrong or do slowly: changing a page table, a TLB flush, an exception and its return, an exit.
 */
final class ProbeProgram {

    /** How many parts the work has. */
    static final int PARTS = 64;

    /** How many steps of arithmetic there are in a part. */
    static final int STEPS = 0x80000;

    /** How many rounds of page table, flush, exception and exit there are in a part. */
    private static final int ROUNDS = 16;

    private static final int FACTOR = 1664525;
    private static final int SUMMAND = 1013904223;

    private static final String LISTING = """
            # 16-bit code, as the firmware starts it
            7c00: fa                       cli
            7c01: 31 c0                    xor  ax, ax
            7c03: 8e d8                    mov  ds, ax
            7c05: 8e c0                    mov  es, ax
            7c07: 8e d0                    mov  ss, ax
            7c09: bc 00 7c                 mov  sp, 7c00
            7c0c: fc                       cld
            7c0d: e4 92                    in   al, 92             # open address line 20
            7c0f: 0c 02                    or   al, 2
            7c11: e6 92                    out  92, al
            7c13: bf 00 10                 mov  di, 1000           # clear 1000 to 5fff
            7c16: 66 31 c0                 xor  eax, eax
            7c19: b9 00 14                 mov  cx, 1400
            7c1c: 66 f3 ab                 rep stosd
            7c1f: c7 06 00 10 03 20        mov  word [1000], 2003  # level 4: 0 is at 2000
            7c25: c7 06 00 20 03 30        mov  word [2000], 3003  # level 3: 0 is at 3000
            7c2b: c7 06 00 30 83 00        mov  word [3000], 83    # level 2: 2 MiB from 0 are themselves
            7c31: c7 06 08 30 83 00        mov  word [3008], 83    #          2 MiB from 200000 are those from 0 as well
            7c37: c7 06 30 40 38 7d        mov  word [4030], 7d38  # exception 3 goes to 7d38
            7c3d: c7 06 32 40 08 00        mov  word [4032], 8     #   in segment 8
            7c43: c7 06 34 40 00 8e        mov  word [4034], 8e00  #   by an interrupt gate
            7c49: 66 b8 20 00 00 00        mov  eax, 20            # CR4.PAE
            7c4f: 0f 22 e0                 mov  cr4, eax
            7c52: 66 b8 00 10 00 00        mov  eax, 1000
            7c58: 0f 22 d8                 mov  cr3, eax
            7c5b: 66 b9 80 00 00 c0        mov  ecx, c0000080      # EFER.LME
            7c61: 0f 32                    rdmsr
            7c63: 0d 00 01                 or   ax, 100
            7c66: 0f 30                    wrmsr
            7c68: 0f 01 16 58 7d           lgdt [7d58]
            7c6d: 0f 01 1e 5e 7d           lidt [7d5e]
            7c72: 66 b8 01 00 00 80        mov  eax, 80000001      # CR0.PG and CR0.PE: straight to long mode
            7c78: 0f 22 c0                 mov  cr0, eax
            7c7b: ea 80 7c 08 00           jmp  8:7c80

            # 64-bit code
            7c80: b8 10 00 00 00           mov  eax, 10
            7c85: 8e d8                    mov  ds, eax
            7c87: 8e d0                    mov  ss, eax
            7c89: bc 00 7c 00 00           mov  esp, 7c00
            7c8e: 31 ed                    xor  ebp, ebp           # ebp counts exceptions
            7c90: 41 b8 01 00 00 00        mov  r8d, 1             # r8d is the answer
            7c96: b0 7b                    mov  al, '{'
            7c98: e8 89 00 00 00           call 7d26
            7c9d: be 40 00 00 00           mov  esi, PARTS

            7ca2: b9 00 00 08 00           mov  ecx, STEPS
            7ca7: 45 69 c0 0d 66 19 00     imul r8d, r8d, FACTOR
            7cae: 41 81 c0 5f f3 6e 3c     add  r8d, SUMMAND
            7cb5: ff c9                    dec  ecx
            7cb7: 75 ee                    jnz  7ca7
            7cb9: b0 2e                    mov  al, '.'
            7cbb: e8 66 00 00 00           call 7d26
            7cc0: bf 10 00 00 00           mov  edi, ROUNDS
            7cc5: 81 34 25 08 30 00 00 00 00 20 00  xor dword [3008], 200000  # 200000 is itself, or 0 again
            7cd0: 0f 01 3c 25 00 00 20 00  invlpg [200000]
            7cd8: ff 04 25 00 50 20 00     inc  dword [205000]     # every other time, this is 5000
            7cdf: 0f 20 d8                 mov  rax, cr3
            7ce2: 0f 22 d8                 mov  cr3, rax
            7ce5: cc                       int3
            7ce6: 31 c0                    xor  eax, eax
            7ce8: 0f a2                    cpuid
            7cea: ff cf                    dec  edi
            7cec: 75 d7                    jnz  7cc5
            7cee: ff ce                    dec  esi
            7cf0: 75 b0                    jnz  7ca2

            7cf2: 44 03 04 25 00 50 00 00  add  r8d, [5000]
            7cfa: 41 01 e8                 add  r8d, ebp
            7cfd: be 08 00 00 00           mov  esi, 8             # print it
            7d02: 41 c1 c0 04              rol  r8d, 4
            7d06: 44 89 c0                 mov  eax, r8d
            7d09: 24 0f                    and  al, f
            7d0b: 04 30                    add  al, '0'
            7d0d: 3c 39                    cmp  al, '9'
            7d0f: 76 02                    jbe  7d13
            7d11: 04 07                    add  al, 7
            7d13: e8 0e 00 00 00           call 7d26
            7d18: ff ce                    dec  esi
            7d1a: 75 e6                    jnz  7d02
            7d1c: b0 7d                    mov  al, '}'
            7d1e: e8 03 00 00 00           call 7d26
            7d23: f4                       hlt
            7d24: eb fd                    jmp  7d23

            # print AL on the first serial port, once its transmitter is empty
            7d26: ba fd 03 00 00           mov  edx, 3fd
            7d2b: 88 c3                    mov  bl, al
            7d2d: ec                       in   al, dx
            7d2e: a8 20                    test al, 20
            7d30: 74 fb                    jz   7d2d
            7d32: b2 f8                    mov  dl, f8
            7d34: 88 d8                    mov  al, bl
            7d36: ee                       out  dx, al
            7d37: c3                       ret

            # exception 3
            7d38: ff c5                    inc  ebp
            7d3a: 48 cf                    iretq

            # segments: none, 64-bit code, data; and where the tables are
            7d40: 00 00 00 00 00 00 00 00
            7d48: ff ff 00 00 00 9a af 00
            7d50: ff ff 00 00 00 92 cf 00
            7d58: 17 00 40 7d 00 00
            7d5e: 3f 00 00 40 00 00

            # by this the firmware knows a boot sector
            7dfe: 55 aa
            """;

    /** Returns the 512 bytes of the sector. */
    static byte[] sector() {
        byte[] sector = new byte[512];
        LISTING.lines().filter(line -> line.matches("[0-9a-f]{4}: .*")).forEach(line -> {
            int address = Integer.parseInt(line.substring(0, 4), 16) - 0x7c00;
            // Two blanks end the bytes.
            String bytes = line.substring(6).split(" {2,}", 2)[0];
            byte[] code = HexFormat.ofDelimiter(" ").parseHex(bytes.strip());
            System.arraycopy(code, 0, sector, address, code.length);
        });
        return sector;
    }

    /** Returns what it prints between its last dot and its closing brace when every instruction did what it should. */
    static String answer() {
        int answer = 1;
        for (int step = 0; step < PARTS * STEPS; step++) {
            answer = answer * FACTOR + SUMMAND;
        }
        int exceptions = PARTS * ROUNDS;
        return "%08X".formatted(answer + exceptions + exceptions / 2);
    }

    private ProbeProgram() {}
}
