begin
    perform synapscale_db.copy_plan_to_tenants(array[new.id]);
    return null;
end
