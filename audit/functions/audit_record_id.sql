    select case
        when cardinality(key) = 1 and key[1] ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then key[1]::uuid
        -- Version 3 and the variant of RFC 9562 in their places.
        else overlay(overlay(hash placing '3' from 13)
            placing substr('89ab', (strpos('0123456789abcdef', substr(hash, 17, 1)) - 1) % 4 + 1, 1) from 17)::uuid
    end
    from (
        -- The namespace, then the table and the columns of the key. No text holds a zero byte, so that no two keys join
        -- to the same.
        select md5(decode('8b1f2c1e6a5d4f0b9c3e7d2a1b4c5d6e', 'hex')
            || string_agg(convert_to(part, 'UTF8'), decode('00', 'hex') order by place)) as hash
        from unnest(array[table_name] || key) with ordinality parts (part, place)
    ) hashed
